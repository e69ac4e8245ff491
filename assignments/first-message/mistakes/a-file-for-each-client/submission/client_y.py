#!/usr/bin/env python3
# PA2: which message was first?   (client Y)
import socket


def talk(host='localhost', port=12000):
    """Send what was typed to the server and show its answer."""
    with socket.socket() as s:
        s.connect((host, port))
        # one message per client
        words = input('Client Y, your message: ')
        s.sendall(words.encode())
        print(f'sent: {words}')
        # the result of the race
        print('received:', s.recv(1024).decode())


talk()
