# Why multi threading: the clients work independent from each other, so the server has to receive from both
# at the same time. recv in just one thread would block.
import socket
import threading
import time

lock = threading.Lock()
messages = []

def client(conn, name):
    data = conn.recv(1024).decode()
    lock.acquire()
    messages.append(name + ": " + data)
    print("Client " + name + " sent message " + str(len(messages)) + ": " + data)
    while len(messages) < 2:
        time.sleep(0.5)
    conn.send((messages[0] + " received before " + messages[1]).encode())
    lock.release()

s = socket.socket()
s.bind(("", 12000))
s.listen(2)
print("The server is waiting to receive 2 connections....")
x, a = s.accept()
print("Accepted first connection, calling it client X")
y, a = s.accept()
print("Accepted second connection, calling it client Y")
x.send("Client X has connected.".encode())
y.send("Client Y has connected.".encode())
print("Waiting to receive messages from client X and client Y....")
tx = threading.Thread(target=client, args=(x, "X"))
ty = threading.Thread(target=client, args=(y, "Y"))
tx.start()
ty.start()
tx.join()
ty.join()
print("Waiting a bit for clients to close their connections")
x.close()
y.close()
print("Done.")
