# Programming Assignment 2
# client.py - start it twice, once for X and once for Y

from socket import *

serverName = "localhost"
serverPort = 12000

# connect first (TCP)
clientSocket = socket(AF_INET, SOCK_STREAM)
clientSocket.connect((serverName, serverPort))

# then ask for the message and send it
message = input("Enter a message: ")
clientSocket.send(message.encode())
print("Sent to server:", message)

# wait until the server says who was first
reply = clientSocket.recv(1024)
print("From server:", reply.decode())
clientSocket.close()
