# Programming Assignment 2
# client.py - start it twice, once for X and once for Y

from socket import *

# the server may be on another machine
serverName = input("Enter the IP address of the server: ")
serverPort = int(input("Enter the port of the server: "))

# connect first (TCP)
clientSocket = socket(AF_INET, SOCK_STREAM)
clientSocket.connect((serverName, serverPort))
print("Connected to", serverName, "on port", serverPort)

# then read the message and send it
message = input()
clientSocket.send(message.encode())
print("Sent to server:", message)

# wait until the server says who was first
reply = clientSocket.recv(1024)
print("From server:", reply.decode())
clientSocket.close()
