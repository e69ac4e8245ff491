# Client: connects, sends one message, prints what the server says to it.
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.connect(("localhost", 12000))
text = input("Message: ")
sock.send(text.encode())
print("Sent:", text)
# the server's answer
print("From server:", sock.recv(2048).decode())
sock.close()
