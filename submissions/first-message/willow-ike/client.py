# ike willow
# client for "who was first", run it two times

import socket
import time

sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
# the server may be started a bit later: try again and again
while True:
    try:
        sock.connect(('localhost', 12000))
        break
    except ConnectionRefusedError:
        time.sleep(0.1)

text = input('say something: ')
sock.sendall(bytes(text, 'utf8'))
print('<<', text)

# poll for the answer
sock.setblocking(False)
while True:
    try:
        answer = sock.recv(1024)
        break
    except BlockingIOError:
        time.sleep(0.1)
print('>>', str(answer, 'utf8'))
sock.close()
