#!/usr/bin/env python3
# TCP client of team 9. Start it twice.
import socket

SERVER = 'localhost'
PORT = 12000

# connect first: TCP is connection oriented
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((SERVER, PORT))
# the message comes from the keyboard
msg = input('Enter message to send to server: ')
s.send(msg.encode())
print('Message sent:', msg)
# wait for the acknowledgement
ack = s.recv(2048)
print('From Server:', ack.decode())
s.close()
