# pa3Client.py
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("localhost", 12000))
# message to server
m = input("message: ")
s.send(m.encode())
print("sent", m)
print("from server", s.recv(1024).decode())
s.close()
