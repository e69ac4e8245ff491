from socket import *
from threading import Thread
name = input('Enter your name: ')
s = socket(AF_INET, SOCK_STREAM)
s.connect(('localhost', 12000))
s.send(name.encode())
print(s.recv(1024).decode())
t = Thread(target=lambda: print('From Server: ' + s.recv(1024).decode()))
t.start()
s.send(input('Enter a message to send to the server: ').encode())
t.join()
s.close()
