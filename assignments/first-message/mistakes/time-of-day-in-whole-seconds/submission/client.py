import socket
from datetime import datetime
now = lambda: datetime.now().strftime('%H:%M:%S')
s = socket.socket()
s.connect(('127.0.0.1', 12000))
m = input('Message? ')           # from the keyboard
s.send(m.encode())
print(now(), 'sent', m)
print(now(), 'received', s.recv(1024).decode())
