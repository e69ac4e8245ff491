# client.py: the chat room, with the extra credit in it
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
            print("The chat is over.", flush=True)
            sock.close()
            os._exit(0)
        print(data.decode())


threading.Thread(target=receive).start()
while True:
    line = input("Enter a message to send to the server: ")
    sock.sendall(line.encode())
    print("You said " + line)
