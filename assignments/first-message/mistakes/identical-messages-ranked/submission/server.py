# Programming Assignment 2
# server.py
#
# Why do we need multithreading?
# The recv() call blocks. If the server called recv() for X it would be stuck there even if Y had
# already sent something, so it could never tell who was first. With one thread for each client
# both recv() calls can wait at the same time.

from socket import *
from threading import Thread, Lock

serverPort = 12000
lock = Lock()
texts = {}       # name -> message
messages = []   # shared by the two threads, in order of arrival

# what each thread does: wait for the message of one client and remember it
def handle(name, connection):
    text = connection.recv(1024).decode()
    # only one thread at a time may change the list
    lock.acquire()
    texts[name] = text
    messages.append(text)
    lock.release()
    print("Client", name, "sent:", text)

# set up the welcoming socket
serverSocket = socket(AF_INET, SOCK_STREAM)
serverSocket.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
serverSocket.bind(("", serverPort))
serverSocket.listen(2)
print("The server is ready")

# both clients have to be connected before anything is received
connX, addrX = serverSocket.accept()
print("Client X connected")
connY, addrY = serverSocket.accept()
print("Client Y connected")

# one thread for each client, then wait until both are done
threadX = Thread(target=handle, args=("X", connX))
threadY = Thread(target=handle, args=("Y", connY))
threadX.start()
threadY.start()
threadX.join()
threadY.join()

# tell both clients who was first
def sender(text):
    # find out whose message this is
    if texts["X"] == text:
        return "X"
    return "Y"

reply = "First: " + sender(messages[0]) + ": " + messages[0]
reply += ". Second: " + sender(messages[1]) + ": " + messages[1]
connX.send(reply.encode())
connY.send(reply.encode())
print("Sent to both clients:", reply)

connX.close()
connY.close()
serverSocket.close()
