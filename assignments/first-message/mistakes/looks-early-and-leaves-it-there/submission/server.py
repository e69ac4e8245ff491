# Threads are needed because recv blocks and both clients have to be heard at the same time.
import socket, threading
order = []
def look(c, n):
    # what comes first?
    line = c.recv(1024, socket.MSG_PEEK).decode().strip()
    order.append(n + ': ' + line)
s = socket.socket()
s.bind(('', 12000))
s.listen(2)
a, _ = s.accept()
t1 = threading.Thread(target=look, args=(a, 'X')); t1.start()
b, _ = s.accept()
t2 = threading.Thread(target=look, args=(b, 'Y')); t2.start()
t1.join(); t2.join()
for c in (a, b):
    # take the messages out and answer
    print('got', c.recv(1024).decode())
    c.sendall((' received before '.join(order) + '\n').encode())
print(' received before '.join(order))
