# Programming Assignment 2
# client.py - start it twice, once for X and once for Y

from socket import *

serverName = "localhost"
serverPort = 12000

# ask for the message, then connect (TCP)
message = input("Enter a message: ")
clientSocket = socket(AF_INET, SOCK_STREAM)
clientSocket.connect((serverName, serverPort))

# the server says when both are there
print("From server:", clientSocket.recv(1024).decode())
clientSocket.send(message.encode())
print("Sent to server:", message)

# wait until the server says who was first
reply = clientSocket.recv(1024)
print("From server:", reply.decode())
clientSocket.close()
