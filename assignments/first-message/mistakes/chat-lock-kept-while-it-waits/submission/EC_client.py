import socket
import threading
import os
s = socket.socket()
s.connect(('localhost', 12000))
def receive():
    while True:
        m = s.recv(1024).decode()
        if not m:
            print('Closed')
            os._exit(0)
        print('Got: ' + m)
threading.Thread(target=receive).start()
while True:
    m = input()
    s.send(m.encode())
    print('Sent: ' + m)
