# client for X and Y
# run it twice
from socket import *

serverName = 'localhost'
serverPort = 12000
# make the tcp socket and connect
clientSocket = socket(AF_INET, SOCK_STREAM)
clientSocket.connect((serverName, serverPort))
# ask the user for the message
sentence = input('Input message: ')
clientSocket.send(sentence.encode())
print('Sent to server:', sentence)
# wait for the answer
reply = clientSocket.recv(1024)
print('From Server:', reply.decode())
clientSocket.close()
