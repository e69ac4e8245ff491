# Multithreading is needed because recv() blocks: one thread can only wait for one client, but either of
# the two may be the first to send.
import json
import socket
import threading

arrived = []
lock = threading.Lock()


def receive(name, conn):
    """Receives one JSON object."""
    obj = json.loads(conn.recv(1024))
    with lock:
        arrived.append((name, obj["msg"]))
        print("received from", name + ":", obj["msg"])


s = socket.create_server(("", 12000))
x, _ = s.accept()
y, _ = s.accept()
# both are here, now listen
ts = [threading.Thread(target=receive, args=a) for a in (("X", x), ("Y", y))]
[t.start() for t in ts]
[t.join() for t in ts]
answer = "{}: {} received before {}: {}".format(*arrived[0], *arrived[1])
for c in (x, y):
    c.sendall(json.dumps({"answer": answer}).encode())
    c.close()
print("sent to both:", answer)
