# client.py: one message to the server, one answer
import socket

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("localhost", 12000))
print("Connected", end="")
message = input("Message:")
s.sendall(message.encode())
print("Sent", message, end="")
# the answer
print("Reply", s.recv(1024).decode(), end="")
s.close()
