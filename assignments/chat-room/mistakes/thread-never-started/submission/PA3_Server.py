'''
Why do we need multithreading?
The server has to be able to receive a message from client X and from client Y at any
time. recv() blocks, so if the server did not have a thread for each client then it would be
stuck waiting on client X even when client Y already sent its message.
'''
from socket import *
import threading
import time

serverPort = 12000
serverSocket = socket(AF_INET, SOCK_STREAM)
serverSocket.bind(('', serverPort))
serverSocket.listen(2)

msgOrder = []
lock = threading.Lock()

def recvMsg(connectionSocket, client):
    global msgOrder
    sentence = connectionSocket.recv(1024).decode()
    lock.acquire()
    msgOrder.append(client + ': ' + sentence)
    print('Client', client, 'sent message', len(msgOrder), ':', sentence)
    lock.release()

print('The server is waiting to receive 2 connections....')
print()
connX, addrX = serverSocket.accept()
print('Accepted first connection, calling it client X')
connY, addrY = serverSocket.accept()
print('Accepted second connection, calling it client Y')
print()
connX.send('Client X has connected.'.encode())
connY.send('Client Y has connected.'.encode())
print('Waiting to receive messages from client X and client Y....')
print()

t1 = threading.Thread(target=recvMsg, args=(connX, 'X'))
t2 = threading.Thread(target=recvMsg, args=(connY, 'Y'))
t1.start()
t1.join()
while len(msgOrder) < 2:
    time.sleep(1)

ack = msgOrder[0] + ' received before ' + msgOrder[1]
connX.send(ack.encode())
connY.send(ack.encode())
print()
print('Waiting a bit for clients to close their connections')
time.sleep(3)
connX.close()
connY.close()
serverSocket.close()
print('Done.')
