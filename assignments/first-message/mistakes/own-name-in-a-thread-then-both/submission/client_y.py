# Client Y.
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.connect(("localhost", 12000))
# the server wants to know who this is
sock.sendall(b"Y")
message = input("Enter message: ")
sock.sendall(message.encode())
print("Sent: " + message)
# who was first?
print("From server: " + sock.recv(1024).decode())
sock.close()
