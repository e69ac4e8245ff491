# client
import socket
import threading
s = socket.socket()
s.connect(('localhost', 12000))
def receive():
    while True:
        m = s.recv(1024).decode()
        if m == 'Bye':
            break
        print('Received: ' + m)
    s.close()
threading.Thread(target=receive, daemon=True).start()
while True:
    m = input()
    if m == 'Bye':
        s.close()
        break
    s.send(m.encode())
    print('Sent: ' + m)
