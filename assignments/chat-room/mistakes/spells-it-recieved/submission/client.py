import socket, threading
s = socket.socket()
s.connect(("localhost", 12000))
print("From Server:", s.recv(1024).decode())
def receiver():
    print("From Server:", s.recv(1024).decode())
t = threading.Thread(target=receiver)
t.start()
m = input("Enter a message to send to the server: ")
s.send(m.encode())
t.join()
s.close()
