# PA3 client Y
from socket import *
c = socket(AF_INET, SOCK_STREAM)
c.connect(('localhost', 12001))   # the door of Y
m = input('Client Y, enter a message: ')
c.send(m.encode())
print('Client Y: ' + m)
print('From Server: ' + c.recv(1024).decode())  # acknowledgement
c.close()
