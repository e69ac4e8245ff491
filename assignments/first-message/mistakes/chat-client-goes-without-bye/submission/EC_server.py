# right relay server
import socket
import threading
def relay(a, b, name):
    while True:
        try:
            m = a.recv(1024).decode()
        except OSError:
            break
        if not m:
            break
        print(name, m)
        b.send(m.encode())
        if m.strip() == 'Bye':
            a.shutdown(socket.SHUT_RDWR)
            b.shutdown(socket.SHUT_RDWR)
            break
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('', 12000))
s.listen(2)
x, _ = s.accept()
y, _ = s.accept()
ts = [threading.Thread(target=relay, args=(x, y, 'X')), threading.Thread(target=relay, args=(y, x, 'Y'))]
for t in ts: t.start()
for t in ts: t.join()
