import socket, threading, os
s = socket.socket(); s.connect(('localhost', 12000))
def rx():
    while True:
        d = s.recv(1024)
        if not d: break
        print(d.decode())
    os._exit(0)
threading.Thread(target=rx).start()
while True: s.send(input().encode())
