# the chat's client: sends what is typed and shows what the other one says
import os
import socket
import threading

sock = socket.create_connection(("localhost", 12000))
print(sock.recv(1024).decode())


def receive():
    while True:
        try:
            data = sock.recv(1024)
        except OSError:
            data = b""
        if not data:
            break
        print("Received: " + data.decode())
    os._exit(0)


threading.Thread(target=receive).start()
while True:
    text = input()
    sock.sendall(text.encode())
    print("Sent: " + text)
