# Multithreading: needed because socket.recv() blocks; each client gets its own thread so that the server can take
# whichever message comes first and stamp it with the time of day.
import socket, threading
from datetime import datetime

records = [None, None]        # one slot for each client: shared between the threads

def handle(i, conn):
    msg = conn.recv(1024).decode()
    stamp = datetime.now().strftime('%H:%M:%S')
    records[i] = (stamp, "XY"[i], msg)
    print(f"{stamp} {'XY'[i]}: {msg}")

s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('', 12000)); s.listen(2)
conns = []
while len(conns) < 2:
    conns.append(s.accept()[0])
    print("client connected")
ts = [threading.Thread(target=handle, args=(i, c)) for i, c in enumerate(conns)]
for t in ts: t.start()
for t in ts: t.join()
records.sort(key=lambda r: r[0])       # by time
reply = "{}: {} received before {}: {}".format(*records[0][1:], *records[1][1:])
for c in conns:
    c.send(reply.encode())
print(datetime.now().strftime('%H:%M:%S'), "sent", reply)
