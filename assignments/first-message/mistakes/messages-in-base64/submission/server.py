# PA3 - Team 4
# We need multithreading because recv() blocks: with one thread the server would be stuck waiting
# for client X while client Y is already talking, so the order of arrival would be lost.
import base64
import threading
from socket import *

serverPort = 12000
arrived = []          # list shared between threads (name, message)
lock = threading.Lock()

def getMessage(conn, name):
    # receive a base64 message and decode it
    raw = conn.recv(1024)
    msg = base64.b64decode(raw).decode()
    with lock:
        arrived.append((name, msg))
    print("Client " + name + " sent message " + str(len(arrived)) + ": " + msg)

serverSocket = socket(AF_INET, SOCK_STREAM)
serverSocket.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
serverSocket.bind(('', serverPort))
serverSocket.listen(2)
print("The server is ready to receive 2 connections....")
connX, addrX = serverSocket.accept()
print("Accepted first connection, calling it client X")
connY, addrY = serverSocket.accept()
print("Accepted second connection, calling it client Y")
tX = threading.Thread(target=getMessage, args=(connX, "X"))
tY = threading.Thread(target=getMessage, args=(connY, "Y"))
tX.start(); tY.start()
tX.join(); tY.join()
(n1, m1), (n2, m2) = arrived
answer = n1 + ": " + m1 + " received before " + n2 + ": " + m2
for c in (connX, connY):
    c.send(base64.b64encode(answer.encode()))
print("Sent acknowledgment to both X and Y:", answer)
connX.close(); connY.close()
serverSocket.close()
