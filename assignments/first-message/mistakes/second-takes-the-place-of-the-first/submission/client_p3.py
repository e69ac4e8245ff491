# client_p3.py   CST-311
import socket
c = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
c.connect(('localhost', 12000))
# type the message
m = input('type your message: ')
c.send(m.encode())
print('client sent: ' + m)
# server's answer
print('server sent: ' + c.recv(1024).decode())
c.close()
