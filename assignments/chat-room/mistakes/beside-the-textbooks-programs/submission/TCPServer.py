#Threads are necessary here because we have to service both clients at the same time. If we did
#not use threads, the server would block on connection X and not see that Y already wrote.
from socket import *
from threading import Thread
from time import sleep
serverPort = 12000
serverSocket = socket(AF_INET, SOCK_STREAM)
serverSocket.bind(('', serverPort))
serverSocket.listen(2)
print('The server is waiting to receive 2 connections....\n')
order = []
sockets = []
def getMessage(sock, client):
    sentence = sock.recv(1024).decode()
    order.append(client)
    order.append(sentence)
    print('Client ' + client + ' sent message ' + str(int(len(order) / 2)) + ': ' + sentence)
    sleep(1)
t = []
for i in range(2):
    connectionSocket, addr = serverSocket.accept()
    sockets.append(connectionSocket)
    if i == 0:
        print('Accepted first connection, calling it client X')
        t.append(Thread(target = getMessage, args = (connectionSocket, 'X')))
    if i == 1:
        print('Accepted second connection, calling it client Y')
        t.append(Thread(target = getMessage, args = (connectionSocket, 'Y')))
sockets[0].send('Client X has connected.'.encode())
sockets[1].send('Client Y has connected.'.encode())
print('\nWaiting to receive messages from client X and client Y....\n')
for i in t: i.start()
for i in t: i.join()
for i in sockets:
    i.send((order[0] + ': ' + order[1] + ' received before ' + order[2] + ': ' + order[3]).encode())
print('\nWaiting a bit for clients to close their connections')
sleep(4)
for i in sockets: i.close()
print('Done.')
