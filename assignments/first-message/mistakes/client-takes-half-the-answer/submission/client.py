# Client X or Y: sends a message and shows the answer.
import socket

HOST = 'localhost'
PORT = 12000

# connect to the server
c = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
c.connect((HOST, PORT))
print("Connected")

# send the message
message = input("Enter message: ")
c.send(message.encode())
print("Sent:", message)

# show what the server says
reply = c.recv(25).decode()
print("From server:", reply)
c.close()
