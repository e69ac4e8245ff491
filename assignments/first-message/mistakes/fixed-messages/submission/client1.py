# client1.py
# Assignment 2: the client that says Alice
import socket

MESSAGE = "Alice"

# TCP connection to the server
sock = socket.create_connection(("127.0.0.1", 12000))
sock.sendall(MESSAGE.encode())
print("Sent:", MESSAGE)
# wait for the verdict
print("Server:", sock.recv(1024).decode())
sock.close()
