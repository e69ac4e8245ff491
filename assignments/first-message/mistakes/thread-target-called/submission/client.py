# The client, run twice.
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("localhost", 12000))
text = input("Write something: ")
s.sendall(text.encode())
print("Wrote: " + text)
print("Answer: " + s.recv(1024).decode())
s.close()
