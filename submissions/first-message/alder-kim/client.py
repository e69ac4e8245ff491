# Alder, Kim - CST assignment 2 - client X / client Y
# Start the server first and then this program in two terminals.

import socket

HOST = "localhost"
PORT = 12000

client_socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
client_socket.connect((HOST, PORT))     # TCP handshake
print("Connected to server")

# read the message from the keyboard
message = input("Enter message to send to server: ")
client_socket.sendall(message.encode())
print("Message sent to server:", message)

# blocks until the server has heard both clients
response = client_socket.recv(1024).decode()
print("From server:", response)
client_socket.close()
