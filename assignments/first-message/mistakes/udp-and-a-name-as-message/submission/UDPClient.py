# UDPClient.py
from socket import *
serverName = '127.0.0.1'
serverPort = 12000
clientSocket = socket(AF_INET, SOCK_DGRAM)
message = input('Input your name: ')
clientSocket.sendto(message.encode(), (serverName, serverPort))
print('sent: ' + message)
modifiedMessage, serverAddress = clientSocket.recvfrom(2048)
print('received: ' + modifiedMessage.decode())
clientSocket.close()
