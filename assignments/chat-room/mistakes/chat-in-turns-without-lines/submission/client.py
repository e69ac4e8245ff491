import socket, threading
c = socket.create_connection(("127.0.0.1", 12001))
print(c.recv(2048).decode(), end="")
class Rx(threading.Thread):
    def run(self):
        while 1:
            b = c.recv(2048)
            if not b: break
            print(b.decode(), end="")
rx = Rx()
rx.start()
c.sendall(input("ENTER A MESSAGE TO SEND TO THE SERVER: ").encode())
rx.join()
c.close()
print("bye")
