import socket, threading
B, R, Z = '\033[1;34m', '\033[1;31m', '\033[0m'
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('0.0.0.0', 12000)); s.listen(2)
x = s.accept()[0]; y = s.accept()[0]
x.send(B.encode() + b'Client X has connected.' + Z.encode()); y.send(R.encode() + b'Client Y has connected.' + Z.encode())
def relay(tag, a, b):
    while True:
        m = a.recv(1024).decode()
        if not m: break
        b.sendall((tag + m + Z).encode())
        if m.strip() == 'Bye': break
    for c in (a, b):
        try: c.shutdown(2)
        except OSError: pass
t = [threading.Thread(target=relay, args=a) for a in ((B + 'X: ', x, y), (R + 'Y: ' + Z, y, x))]
for a in t: a.start()
for a in t: a.join()
