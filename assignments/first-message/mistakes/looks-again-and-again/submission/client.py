# A client: it connects, sends one line and shows the answer of the server.
import socket

sock = socket.create_connection(("localhost", 12000))
# what is typed is the message
text = input("Message: ")
sock.sendall(text.encode())
print("Sent:", text)
# the answer comes when the other one has spoken, too
print("From server:", sock.recv(1024).decode())
sock.close()
