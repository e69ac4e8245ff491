# python2 client.py
import socket
from threading import Thread

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(('localhost', 12000))
print s.recv(1024)

def hear():
    while 1:
        data = s.recv(1024)
        if data == '':
            return
        print 'From Server:', data

t = Thread(target=hear)
t.start()
s.send(raw_input('Enter a message to send to the server: '))
t.join()
s.close()
