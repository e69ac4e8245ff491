# client.py
# Assignment 2: client X or Y
import socket

# ask the user first, so that the connection is not kept waiting
message = input("Your message: ")

# now connect over TCP and send it
sock = socket.create_connection(("localhost", 12000))
sock.sendall(message.encode())
print("Sent:", message)

# the server answers when it has heard both
print("Answer:", sock.recv(1024).decode())
sock.close()
