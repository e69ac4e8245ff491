# the client: client.py <address> <port>
import socket
import sys
host = sys.argv[1]
port = int(sys.argv[2])
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
# the message is typed by the user
text = input('Message: ')
s.send(text.encode())
print('Sent: ' + text)
print('Received: ' + s.recv(1024).decode())
s.close()
