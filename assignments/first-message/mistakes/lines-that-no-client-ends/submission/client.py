# a client
import socket
s=socket.socket(); s.connect(("localhost",12000))
# the message
m=input("Message: ")
s.sendall(m.encode())
print("Sent", m)
print(s.recv(1024).decode())
