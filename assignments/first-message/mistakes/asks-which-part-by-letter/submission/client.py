# Both parts in one client.
import os
import socket
import threading

choice = input('[M]ain part or [E]xtra credit? ')
s = socket.socket()
s.connect(('localhost', 12000))
if choice.upper() != 'E':
    # one message, one answer
    m = input('Message: ')
    s.send(m.encode())
    print('Sent: ' + m)
    print('Server: ' + s.recv(1024).decode())
else:
    def show():
        # the other one
        while True:
            d = s.recv(1024).decode()
            if not d:
                os._exit(0)
            print('Other: ' + d, flush=True)
    threading.Thread(target=show).start()
    while True:
        m = input()
        s.send(m.encode())
        print('Me: ' + m)
