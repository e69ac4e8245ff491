#!/usr/bin/env python3
# PA2: which message was first?   (client side, for X and Y)
import socket

# nothing but X and Y will do
me = ''
while me not in ('X', 'Y'):
    me = input('Are you client X or client Y? ')

with socket.socket() as s:
    s.connect(('localhost', 12000))
    print(f'client {me} is connected')
    # one message per client
    line = input(f'[{me}] ')
    s.sendall(line.encode())
    print(f'{me} sent: {line}')
    # the result of the race
    print('received:', s.recv(1024).decode())
