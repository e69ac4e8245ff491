# the chat's client: sends what is typed and shows what the other one says
import socket
import threading

sock = socket.create_connection(("localhost", 12000))
print(sock.recv(1024).decode())


def receive():
    data = sock.recv(1024)
    print("Received: " + data.decode())


threading.Thread(target=receive).start()
while True:
    text = input()
    sock.sendall(text.encode())
    print("Sent: " + text)
