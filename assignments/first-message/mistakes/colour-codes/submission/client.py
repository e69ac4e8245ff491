#!/usr/bin/env python3
# PA2: which message was first?   (client side, for X and Y)
import socket


def talk(host='localhost', port=12000):
    """Send one line to the server and show its answer."""
    with socket.socket() as s:
        s.connect((host, port))
        # one message per client
        line = input('\033[1m> \033[0m')
        s.sendall(line.encode())
        print(f'\033[94msent: \033[1m{line}\033[0m')
        # the result of the race
        print('received:', s.recv(1024).decode())


talk()
