# We need multithreading because recv() blocks, and while we wait for one client
# the other client could not be heard.
from socket import *
import threading

serverPort = 12000
clients = []          # (name, socket)
received = []         # messages in order
lock = threading.Lock()

def handle(name, conn):
# wait for the message of this client
msg = conn.recv(1024).decode()
with lock:
    received.append((name, msg))
print("Client", name, "sent:", msg)

serverSocket = socket(AF_INET, SOCK_STREAM)
serverSocket.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
serverSocket.bind(('', serverPort))
serverSocket.listen(2)
print("The server is waiting to receive 2 connections....")
for name in ("X", "Y"):
    conn, addr = serverSocket.accept()
    print("Accepted connection, calling it client", name)
    clients.append((name, conn))
threads = []
for name, conn in clients:
    t = threading.Thread(target=handle, args=(name, conn))
    threads.append(t)
    t.start()
for t in threads:
    t.join()
answer = received[0][0] + ": " + received[0][1] + " received before " + received[1][0] + ": " + received[1][1]
for name, conn in clients:
    conn.send(answer.encode())
print("Sent:", answer)
for name, conn in clients:
    conn.close()
serverSocket.close()
