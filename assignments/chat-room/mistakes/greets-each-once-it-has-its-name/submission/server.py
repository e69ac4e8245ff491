# Threads are needed since recv() blocks, and two people write whenever they want.
from socket import *
from threading import Thread
import time
s = socket(AF_INET, SOCK_STREAM)
s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
s.bind(('', 12000))
s.listen(2)
print('The server is waiting to receive two connections....')
socks = []
for n in ('first', 'second'):
    c, a = s.accept()
    name = 'XY'[len(socks)]
    socks.append((c, name))
    print('Accepted', n, 'connection, calling it client', name)
    nick = c.recv(100).decode().strip()
    print(name, 'is', nick)
    c.send(('Client ' + name + ' has connected.').encode())
print('Waiting to receive messages from client', socks[0][1], 'and client', socks[1][1] + '....')
msgs = []
def get(c, name):
    msgs.append(name + ': ' + c.recv(1024).decode())
ts = [Thread(target=get, args=p) for p in socks]
for t in ts: t.start()
for t in ts: t.join()
for c, name in socks:
    c.send((msgs[0] + ' was received before ' + msgs[1]).encode())
print('Waiting a bit for clients to close their connections')
time.sleep(1)
for c, name in socks: c.close()
print('Done.')
