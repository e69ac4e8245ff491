from socket import *
import threading
serverName = 'localhost'
serverPort = 12000
clientSocket = socket(AF_INET, SOCK_STREAM)
clientSocket.connect((serverName, serverPort))
fromServer = clientSocket.recv(1024).decode()
print('From Server:', fromServer)

def getAck():
    ack = clientSocket.recv(1024)
    print('From Server:', ack.decode())

ackThread = threading.Thread(target=getAck)
ackThread.start()
sentence = input('Enter a message to send to the server: ')
clientSocket.send(sentence.encode())
ackThread.join()
clientSocket.close()
