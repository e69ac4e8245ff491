# python2 server.py
import socket, thread, time

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('', 12000))
s.listen(2)
print 'The server is waiting to receive two connections....'
x, addr = s.accept()
print 'Accepted first connection, calling it client', 'X'
y, addr = s.accept()
print 'Accepted second connection, calling it client', 'Y'
x.send('Client X has connected.')
y.send('Client Y has connected.')
print 'Waiting to receive messages from client X and client Y....'
got = []
ended = []

def hear(name, conn):
    got.append((name, conn.recv(1024)))
    while conn.recv(1024):
        pass
    ended.append(name)

thread.start_new_thread(hear, ('X', x))
thread.start_new_thread(hear, ('Y', y))
while len(got) < 2:
    time.sleep(0.2)
for c in (x, y):
    c.send('%s: %s received before %s: %s' % (got[0] + got[1]))
print 'Waiting a bit for clients to close their connections'
for c in (x, y):
    c.shutdown(socket.SHUT_WR)
while len(ended) < 2:
    time.sleep(0.2)
x.close()
y.close()
print 'Done.'
