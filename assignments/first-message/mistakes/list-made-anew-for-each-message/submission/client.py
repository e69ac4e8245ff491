# TCP client for the who-was-first assignment
from socket import *

serverName = "localhost"   # where the server runs
serverPort = 12000

clientSocket = socket(AF_INET, SOCK_STREAM)   # TCP
clientSocket.connect((serverName, serverPort))
sentence = input("Enter message: ")
clientSocket.send(sentence.encode())
print("I sent:", sentence)
answer = clientSocket.recv(1024)   # who was first
print("From Server:", answer.decode())
clientSocket.close()
