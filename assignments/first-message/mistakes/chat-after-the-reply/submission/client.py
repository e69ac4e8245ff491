# Assignment 2 with extra credit: the client
import os
import socket
import threading

s = socket.socket()
s.connect(("localhost", 12000))


# second thread: everything that comes from the server
def incoming():
    while True:
        text = s.recv(1024).decode()
        if text == "":
            os._exit(0)
        print("server:", text)


threading.Thread(target=incoming, daemon=True).start()
# main thread: everything that is typed
while True:
    text = input("> ")
    s.sendall(text.encode())
    print("sent:", text)
