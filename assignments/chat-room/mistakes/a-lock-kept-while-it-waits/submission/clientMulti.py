from socket import *
from threading import *
serverName = '127.0.0.1'
serverPort = 12000
clientSocket = socket(AF_INET, SOCK_STREAM)
clientSocket.connect((serverName, serverPort))
print('From Server: ' + clientSocket.recv(1024).decode())
def listenToServer(clientSocket):
	print('From Server: ' + clientSocket.recv(1024).decode())
	return
thread = Thread(target=listenToServer, args=(clientSocket,))
thread.start()
sentence = input('Enter a message to send to the server: ')
clientSocket.send(sentence.encode())
thread.join()
clientSocket.close()
