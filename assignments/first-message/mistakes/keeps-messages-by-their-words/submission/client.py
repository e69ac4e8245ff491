# TCP client: connect, send one line, show what the server says
from socket import *
import sys

HOST = sys.argv[1] if len(sys.argv) > 1 else 'localhost'
# make the TCP connection first
s = socket(AF_INET, SOCK_STREAM)
s.connect((HOST, 12000))
# ask the user and send it
msg = input('Enter message: ')
s.send(msg.encode())
print('Sent to server:', msg)
# wait for the result
print('From Server:', s.recv(1024).decode())
s.close()
