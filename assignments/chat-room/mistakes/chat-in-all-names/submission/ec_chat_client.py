import socket
import threading
import sys

sock = socket.create_connection(("localhost", 12000))
lines = sock.makefile("r", encoding="utf-8")


def hear():
    for line in lines:
        print(line.strip())


t = threading.Thread(target=hear)
t.start()
while t.is_alive():
    msg = input("> ")
    if not t.is_alive():
        break
    print("I say: " + msg)
    try:
        sock.sendall((msg + "\n").encode())
    except OSError:
        break
    if msg == "Bye":
        break
t.join()
sock.close()
