#!/usr/bin/env python3
"""Extra credit: a chat of two.

    pa3_extra.py server
    pa3_extra.py client
"""
import os
import socket
import sys
import threading

ADDRESS = ("localhost", 12000)


def server():
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(ADDRESS)
    sock.listen()
    print("The server is waiting to receive two connections....")
    x, _ = sock.accept()
    print("Accepted first connection, calling it client X")
    y, _ = sock.accept()
    print("Accepted second connection, calling it client Y")
    for name, s in (("X", x), ("Y", y)):
        s.sendall("Client {} has connected.\n".format(name).encode())
    print("Waiting to receive messages from client X and client Y....")
    over = threading.Event()
    for args in (("X", x, y, over), ("Y", y, x, over)):
        threading.Thread(target=forward, args=args, daemon=True).start()
    over.wait()
    for s in (x, y):
        try:
            s.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        s.close()
    print("Done.")


def forward(name, source, target, over):
    for line in source.makefile():
        print(name + ": " + line.strip())
        target.sendall((name + ": " + line).encode())
        if line.strip() == "Bye":
            break
    over.set()


def client():
    sock = socket.create_connection(ADDRESS)
    file = sock.makefile()
    print(file.readline().strip())
    threading.Thread(target=show, args=(file,)).start()
    for line in sys.stdin:
        sock.sendall(line.encode())
        print("me: " + line.strip(), flush=True)
        if line.strip() == "Bye":
            break


def show(file):
    for line in file:
        print(line.strip(), flush=True)
    print("end of the chat", flush=True)
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[1:] == ["server"]:
        server()
    elif sys.argv[1:] == ["client"]:
        client()
    else:
        sys.exit("usage: pa3_extra.py server|client")
