# Client of assignment 2: sends a message, then prints the answer of the server
from socket import *
s = socket(AF_INET, SOCK_STREAM)
s.connect(('localhost', 12000))
message = input("Enter message: ")
s.send(message.encode())
print("Sent:", message)
# the answer of the server
answer = s.recv(1024).decode()
print("From Server:", answer)
s.close()
