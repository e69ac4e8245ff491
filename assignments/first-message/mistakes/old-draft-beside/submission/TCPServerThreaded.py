# CST 311 - Introduction to Computer Networks
# Programming Assignment 3
#
# WHY MULTITHREADING?
# recv() blocks. If we only had one thread and called recv() on client X
# first, then the server would be stuck there until X typed something, even if
# Y had already sent a message. With one thread per client both recv calls
# are waiting at the same time and whoever sends first gets put in the list first.

from socket import *
import threading

serverPort = 12000
serverSocket = socket(AF_INET,SOCK_STREAM)
serverSocket.bind(('',serverPort))
serverSocket.listen(2)

# shared between the threads
messages = []
lock = threading.Lock()

# runs in a thread, one for each client
def getSentence(connectionSocket, clientName):
     sentence = connectionSocket.recv(1024).decode()
     lock.acquire()
     messages.append(clientName + ": " + sentence)
     print ("Client " + clientName + " sent message " + str(len(messages)) + ": " + sentence)
     lock.release()

print ('The server is waiting to receive 2 connections....')
connectionSocketX, addrX = serverSocket.accept()
print ('Accepted first connection, calling it client X')
connectionSocketY, addrY = serverSocket.accept()
print ('Accepted second connection, calling it client Y')

print ('Waiting to receive messages from client X and client Y....')
threadX = threading.Thread(target=getSentence, args=(connectionSocketX, "X"))
threadY = threading.Thread(target=getSentence, args=(connectionSocketY, "Y"))
threadX.start()
threadY.start()
threadX.join()
threadY.join()

# both messages are here, list is in order of arrival
response = messages[0] + " received before " + messages[1]
connectionSocketX.send(response.encode())
connectionSocketY.send(response.encode())
print ('Sent to both clients: ' + response)

print ('Waiting a bit for clients to close their connections')
connectionSocketX.close()
connectionSocketY.close()
serverSocket.close()
print ('Done.')
