# server.py - assignment 2
#
# Explanation: multithreading is necessary because the clients are independent of each other and
# each of them blocks the server while it is waited for.
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", 12000))
s.listen(2)

# first client
x, _ = s.accept()
print("X is connected")
text_x = x.recv(1024).decode()
print("X:", text_x)
# second client
y, _ = s.accept()
print("Y is connected")
for c in (x, y):
    c.sendall(b"Both clients are connected.\n")
text_y = y.recv(1024).decode()
print("Y:", text_y)
# result
result = "X: " + text_x + " received before Y: " + text_y
print(result)
for c in (x, y):
    c.sendall(result.encode())
    c.close()
