# The client: one message to the server, then whatever the server says.
import socket

sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.connect(("localhost", 12000))
message = input("Your message: ")
sock.sendall(message.encode())
# all that comes until the server has closed
reply = ""
while True:
    piece = sock.recv(1024).decode()
    if not piece:
        break
    reply += piece
print("From server: " + reply)
sock.close()
input("Press Enter to exit")
