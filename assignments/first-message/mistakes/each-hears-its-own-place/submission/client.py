# PA3: the client
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("127.0.0.1", 12000))
msg = input("msg: ")
s.send(msg.encode())
print("sent: " + msg)
print("server: " + s.recv(1024).decode())
s.close()
