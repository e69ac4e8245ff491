# chat client
import socket
import sys
import threading

sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.connect(('localhost', 12000))

def receive():
    while True:
        data = sock.recv(1024).decode()
        if not data:
            print('closed')
            break
        print('received: ' + data)

t = threading.Thread(target=receive)
t.start()
for line in sys.stdin:
    sock.send(line.encode())
    print('sent: ' + line)
