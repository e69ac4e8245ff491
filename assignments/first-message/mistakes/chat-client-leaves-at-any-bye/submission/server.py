#!/usr/bin/env python3
# TCPServer.py   Programming Assignment 2
# Why we need multithreading: recv() blocks the thread that calls it until that client sends
# something.  With only one thread the server would have to wait for client X before it could hear
# client Y, so it could not know whose message really arrived first.  With one thread per client
# both can be received at the same time.
from socket import *
import threading

serverPort = 12000
# messages in the order they arrive, shared by both threads
messages = []
lock = threading.Lock()

# each thread runs this function: receive one message and remember when it came
def handle(name, conn):
    msg = conn.recv(1024).decode().strip()
    with lock:
        messages.append((name, msg))
    print("Client %s sent message: %s" % (name, msg))

# create the listening socket
serverSocket = socket(AF_INET, SOCK_STREAM)
serverSocket.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
serverSocket.bind(('', serverPort))
serverSocket.listen(2)
print("The server is waiting to receive 2 connections....")

# accept both clients before anything is received
connX, addrX = serverSocket.accept()
print("Accepted first connection, calling it client X")
connY, addrY = serverSocket.accept()
print("Accepted second connection, calling it client Y")
print("Waiting to receive messages from client X and client Y....")

# one thread for each client
tx = threading.Thread(target=handle, args=("X", connX))
ty = threading.Thread(target=handle, args=("Y", connY))
tx.start()
ty.start()
# wait for both messages
tx.join()
ty.join()

# build the reply in the order of arrival and send it to both
first, second = messages
reply = first[0] + ": " + first[1] + " received before " + second[0] + ": " + second[1]
connX.send(reply.encode())
connY.send(reply.encode())
print("Sent to both clients: " + reply)
connX.close()
connY.close()
serverSocket.close()
