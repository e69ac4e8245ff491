"""The clients."""
import os
import socket
import sys
import threading

from . import PORT


def order(host):
    """one message, one reply"""
    with socket.create_connection((host, PORT)) as s:
        text = input('Message: ')
        s.sendall(text.encode())
        print('Sent', text)
        print('Reply', s.recv(1000).decode())


def chat(host):
    """lines in both directions"""
    s = socket.create_connection((host, PORT))

    def show():
        for line in s.makefile():
            print('other:', line.strip(), flush=True)
        os._exit(0)

    threading.Thread(target=show, daemon=True).start()
    for line in sys.stdin:
        s.sendall(line.encode())
        print('me:', line.strip())
