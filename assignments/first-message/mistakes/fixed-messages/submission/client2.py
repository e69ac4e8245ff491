# client2.py
# Assignment 2: the client that says Bob
import socket

MESSAGE = "Bob"

# TCP connection to the server
sock = socket.create_connection(("127.0.0.1", 12000))
sock.sendall(MESSAGE.encode())
print("Sent:", MESSAGE)
# wait for the verdict
print("Server:", sock.recv(1024).decode())
sock.close()
