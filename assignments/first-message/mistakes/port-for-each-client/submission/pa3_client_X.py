# PA3 client X
from socket import *
c = socket(AF_INET, SOCK_STREAM)
c.connect(('localhost', 12000))   # the door of X
m = input('Client X, enter a message: ')
c.send(m.encode())
print('Client X: ' + m)
print('From Server: ' + c.recv(1024).decode())  # acknowledgement
c.close()
