#CST 311 PA3 Final version
#
#Why do we need threads? We need threads because input from the clients arrives asynchronously. The server
#must listen to both clients at once, so each client gets a thread.
from socket import socket, AF_INET, SOCK_STREAM
import threading, time

server = socket(AF_INET, SOCK_STREAM)
server.bind(("localhost", 12000))
server.listen()

client_x = None
client_y = None
msg_x = ""
msg_y = ""
time_x = 0
time_y = 0

def thread_x():
    global msg_x, time_x
    msg_x = client_x.recv(1024).decode()
    time_x = time.time()
    print("Client X sent message: " + msg_x)

def thread_y():
    global msg_y, time_y
    msg_y = client_y.recv(1024).decode()
    time_y = time.time()
    print("Client Y sent message: " + msg_y)

print("The server is waiting to receive 2 connections....")
client_x, ax = server.accept()
print("Accepted first connection, calling it client X")
client_y, ay = server.accept()
print("Accepted second connection, calling it client Y")
client_x.send("Client X has connected.".encode())
client_y.send("Client Y has connected.".encode())
print("Waiting to receive messages from client X and client Y....")
tx = threading.Thread(target=thread_x)
ty = threading.Thread(target=thread_y)
tx.start()
ty.start()
tx.join()
ty.join()
if time_x < time_y:
    result = "X: " + msg_x + " received before Y: " + msg_y
else:
    result = "Y: " + msg_x + " received before X: " + msg_y
client_x.send(result.encode())
client_y.send(result.encode())
print("Waiting a bit for clients to close their connections")
time.sleep(3)
client_x.close()
client_y.close()
server.close()
print("Done.")
