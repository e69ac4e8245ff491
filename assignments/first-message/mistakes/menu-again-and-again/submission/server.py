# Who speaks first: the server
# Multithreading is necessary since both clients can send at any time, and the server must not get stuck waiting on one.
# Here a thread for each polls its socket (MSG_DONTWAIT) so that nobody is ever stuck at all.
import socket, threading, time

msgs = []                    # shared, list.append is atomic in CPython
stop = threading.Event()

def poll(name, sock):
    # look every 50 ms if something came
    while not stop.is_set():
        try:
            d = sock.recv(1000, socket.MSG_DONTWAIT)
        except BlockingIOError:
            time.sleep(0.05)
            continue
        if d:
            msgs.append((time.monotonic(), name, d.decode()))
            print('%s sent %s' % (name, d.decode()))
        return

srv = socket.socket()
srv.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
srv.bind(('', 12000))
srv.listen()
both = {}
while len(both) < 2:
    c, a = srv.accept()
    both['X' if not both else 'Y'] = c
    print('connected:', a)
ts = [threading.Thread(target=poll, args=i) for i in both.items()]
[t.start() for t in ts]
[t.join() for t in ts]
msgs.sort()                  # by time
(_, n1, m1), (_, n2, m2) = msgs
out = f'{n1}: {m1} received before {n2}: {m2}'
print(out)
for c in both.values():
    c.sendall(out.encode())
    c.close()
