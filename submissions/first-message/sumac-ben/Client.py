"""Client of assignment 2 (Ben S.), for X as well as for Y."""
import socket

plug = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
plug.connect(("localhost", 12000))

# the message comes from the keyboard
said = input("message> ")
plug.send(said.encode())
print("I said", said)

# whoever was first, the server tells both
print("The server says:", plug.recv(2048).decode())
plug.close()
