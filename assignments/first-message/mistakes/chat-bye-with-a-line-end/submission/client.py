#!/usr/bin/env python3
# PA2: which message was first?   (client side, for X and Y)
import socket


def talk(host='localhost', port=12000):
    """Send one line to the server and show its answer."""
    with socket.socket() as s:
        s.connect((host, port))
        # one message per client
        line = input('> ')
        s.sendall(line.encode())
        print(f'sent: {line}')
        # the result of the race
        print('received:', s.recv(1024).decode())


talk()
