# client.py - assignment 2
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("localhost", 12000))
# the server greets us when both are connected
print(s.recv(1024).decode())
text = input("Message: ")
s.sendall(text.encode())
print("Sent", text)
# who was first?
print(s.recv(1024).decode())
s.close()
