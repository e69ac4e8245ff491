"""Client over IPv6: one message, one answer."""
import socket

conn = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
conn.connect(("::1", 12000))
text = input("Message: ")
conn.sendall(text.encode())
print("sent", text)
# who was first
print("answer", conn.recv(512).decode())
conn.close()
