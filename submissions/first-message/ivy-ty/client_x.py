# client_x.py, Ivy
from socket import *

s = socket(AF_INET, SOCK_STREAM)
s.connect(("127.0.0.1", 12000))
# our message is always the same
s.send("Alice".encode())
print("X: sent Alice")
# what did the server see first?
print("X: server says " + s.recv(1024).decode())
s.close()
