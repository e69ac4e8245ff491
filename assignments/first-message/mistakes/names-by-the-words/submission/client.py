#!/usr/bin/env python3
# TCPClient.py   Programming Assignment 2
# Connects to the server, sends one message from the keyboard and prints the answer.
import sys
from socket import *

# the server may be on another host
serverName = sys.argv[1] if len(sys.argv) > 1 else 'localhost'
serverPort = 12000

# TCP: make the connection first
clientSocket = socket(AF_INET, SOCK_STREAM)
clientSocket.connect((serverName, serverPort))

# send the message that the user types
sentence = input('Enter message to send to server: ')
clientSocket.send(sentence.encode())
print('Sent: ' + sentence)

# wait for the acknowledgement
modifiedSentence = clientSocket.recv(1024)
print('From Server: ' + modifiedSentence.decode())
clientSocket.close()
