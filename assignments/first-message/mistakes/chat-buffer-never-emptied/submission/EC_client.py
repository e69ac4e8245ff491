import socket
import threading
import os
s = socket.socket()
s.connect(('localhost', 12000))
def recv():
    f = s.makefile()
    for line in f:
        print('>> ' + line.strip())
    os._exit(0)
threading.Thread(target=recv).start()
while True:
    line = input()
    print('<< ' + line)
    s.sendall((line + '\n').encode())
