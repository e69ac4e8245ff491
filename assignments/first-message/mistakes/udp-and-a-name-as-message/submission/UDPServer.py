# UDPServer.py - CST 311 assignment 2
# we need multithreading because the server has to wait for messages of 2 clients at the same time and
# recvfrom blocks
from socket import *
import threading
serverSocket = socket(AF_INET, SOCK_DGRAM)
serverSocket.bind(('', 12000))
print('The server is ready to receive')
messages = []
addresses = []
def receive():
    message, clientAddress = serverSocket.recvfrom(2048)
    messages.append(message.decode())
    addresses.append(clientAddress)
    print('received: ' + message.decode())
t1 = threading.Thread(target=receive)
t2 = threading.Thread(target=receive)
t1.start()
t2.start()
t1.join()
t2.join()
modifiedMessage = 'X: ' + messages[0] + ' received before Y: ' + messages[1]
for a in addresses:
    serverSocket.sendto(modifiedMessage.encode(), a)
print('sent: ' + modifiedMessage)
