import socket

s = socket.socket()
s.connect(("localhost", 12000))
m = input("message: ")
s.sendall(m.encode())
print("sent", m)
print("got", s.recv(1024).decode())
s.close()
