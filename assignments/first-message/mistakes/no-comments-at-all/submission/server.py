import socket
import threading

got = []
lock = threading.Lock()


def work(name, conn):
    text = conn.recv(1024).decode()
    with lock:
        got.append(name + ": " + text)
        print(got[-1])


s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", 12000))
s.listen(2)
x = s.accept()[0]
y = s.accept()[0]
ts = [threading.Thread(target=work, args=("X", x)), threading.Thread(target=work, args=("Y", y))]
for t in ts:
    t.start()
for t in ts:
    t.join()
r = got[0] + " received before " + got[1]
print(r)
x.sendall(r.encode())
y.sendall(r.encode())
x.close()
y.close()
