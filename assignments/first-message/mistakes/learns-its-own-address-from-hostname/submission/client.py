# client: ask for address of server, send one message, print the reply
import socket
host = input("Server IP: ")
# connect with TCP
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, 12000))
# the message to send
msg = input("Enter message: ")
s.send(msg.encode())
print("Sent: " + msg)
print("From Server: " + s.recv(1024).decode())
s.close()
