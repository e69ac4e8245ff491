#!/usr/bin/env python3
# The purpose of multithreading here is to let both clients send their message at the same time without blocking.
import socket
import threading
import time
msgs = []
def get_message(conn, name):
    m = conn.recv(1024).decode()
    msgs.append(name + ": " + m)
    print("Client " + name + " sent message " + str(len(msgs)) + ": " + m)
sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.bind(("", 12000))
sock.listen(2)
print("The server is waiting to receive 2 connections....")
conn_x, addr = sock.accept()
print("Accepted first connection, calling it client X")
conn_y, addr = sock.accept()
print("Accepted second connection, calling it client Y")
conn_x.send("Client X has connected.".encode())
conn_y.send("Client Y has connected.".encode())
print("Waiting to receive messages from client X and client Y....")
t1 = threading.Thread(target=get_message(conn_x, "X"))
t2 = threading.Thread(target=get_message(conn_y, "Y"))
t1.start()
t2.start()
t1.join()
t2.join()
for c in (conn_x, conn_y):
    c.send((msgs[0] + " received before " + msgs[1]).encode())
print("Waiting a bit for clients to close their connections")
time.sleep(1)
conn_x.close()
conn_y.close()
print("Done.")
