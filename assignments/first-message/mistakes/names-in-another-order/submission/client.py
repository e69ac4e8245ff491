# the client, run twice: asks for a message, sends it, prints the answer
from socket import *
serverName = 'localhost'
serverPort = 12000
clientSocket = socket(AF_INET, SOCK_STREAM)
clientSocket.connect((serverName, serverPort))
sentence = input('message: ')
clientSocket.send(sentence.encode())
print('sent', sentence)
print('from server:', clientSocket.recv(1024).decode())
clientSocket.close()
