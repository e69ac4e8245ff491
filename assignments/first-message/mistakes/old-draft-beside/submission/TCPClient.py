#TCPClient.py
#this is the client from the book, with our changes
from socket import *
serverName="localhost"
serverPort=12000
clientSocket=socket(AF_INET,SOCK_STREAM)
clientSocket.connect((serverName,serverPort))
message=input("Input lowercase sentence:")
clientSocket.send(message.encode())
#wait for server
modifiedMessage=clientSocket.recv(1024)
print ("From Server:",modifiedMessage.decode())
clientSocket.close()
