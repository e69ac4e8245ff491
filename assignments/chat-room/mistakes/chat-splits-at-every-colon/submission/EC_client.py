# Extra credit chat client
import os
import socket
import threading

s = socket.create_connection(("localhost", 12000))
me = s.recv(1).decode()
print("You are client", me)


def show():
    while True:
        data = s.recv(1024).decode()
        if not data:
            os._exit(0)
        name, text = data.split(":")
        print("Client", name + ":", text)


threading.Thread(target=show, daemon=True).start()
while True:
    text = input()
    s.sendall((me + ":" + text).encode())
    print("Me:", text)
