# Programming Assignment 2
# client.py - start it twice, once for X and once for Y

from socket import *

serverName = "localhost"
serverPort = 12000

# ask for the message first, then connect (TCP) and send it
message = int(input("Enter your message: "))
clientSocket = socket(AF_INET, SOCK_STREAM)
clientSocket.connect((serverName, serverPort))
clientSocket.send(str(message).encode())
print("Sent to server:", message)

# wait until the server says who was first
reply = clientSocket.recv(1024)
print("From server:", reply.decode())
clientSocket.close()
