# Client of the chat room.
import socket
import threading


def receive():
    while True:
        data = c.recv(1024).decode()
        if not data or data == "close":
            break
        print("From server:", data)


c = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
c.connect(('localhost', 12000))
print("From server:", c.recv(1024).decode())
t = threading.Thread(target=receive)
t.start()
message = input("Enter a message to send to the server: ")
c.send(message.encode())
input("Press Enter to quit")
c.shutdown(2)
t.join()
c.close()
