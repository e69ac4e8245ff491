# Threads are needed because both clients may talk at any time
import socket, threading
B, R, G, Z = '\033[1;34m', '\033[1;31m', '\033[32m', '\033[0m'
X, Y = B + 'X' + Z, R + 'Y' + Z
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('0.0.0.0', 12000)); s.listen(2)
print(G + 'The server is waiting to receive two connections....' + Z)
x = s.accept()[0]; print('Accepted first connection, calling it client ' + X)
y = s.accept()[0]; print('Accepted second connection, calling it client ' + Y)
x.send((G + 'Client ' + X + ' has connected.' + Z).encode())
y.send((G + 'Client ' + Y + ' has connected.' + Z).encode())
print('Waiting to receive messages from client %s and client %s....' % (X, Y))
msgs = []
def th(n, c): msgs.append('%s: %s' % (n, G + c.recv(1024).decode() + Z))
t = [threading.Thread(target=th, args=a) for a in ((X, x), (Y, y))]
for a in t: a.start()
for a in t: a.join()
for c in (x, y): c.send((msgs[0] + ' received before ' + msgs[1]).encode())
print('Waiting a bit for clients to close their connections')
x.close(); y.close()
print('Done.')
