# Server of the chat room.
import socket
import sys
import threading
import time

HOST = ''
PORT = 12000

messages = []
lock = threading.Lock()


def listen_to(name, conn):
    data = conn.recv(1024).decode()
    with lock:
        messages.append((name, data))
    print("Client " + name + " sent message:", data)


s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind((HOST, PORT))
s.listen(2)
print("The server is waiting to receive two connections....")
x, addr1 = s.accept()
print("Accepted first connection, calling it client X")
y, addr2 = s.accept()
print("Accepted second connection, calling it client Y")
x.send("Client X has connected.".encode())
y.send("Client Y has connected.".encode())
print("Waiting to receive messages from client X and client Y....")
t1 = threading.Thread(target=listen_to, args=("X", x))
t2 = threading.Thread(target=listen_to, args=("Y", y))
t1.start()
t2.start()
while len(messages) < 2:
    time.sleep(0.1)
reply = messages[0][0] + ": " + messages[0][1] + " received before " + messages[1][0] + ": " + messages[1][1]
x.send(reply.encode())
y.send(reply.encode())
time.sleep(0.5)
x.send("close".encode())
y.send("close".encode())
print("Waiting a bit for clients to close their connections")
time.sleep(1)
x.close()
y.close()
t1.join()
t2.join()
print("Done.")
