# Threads are needed because recv blocks: one thread waits for each client at the same time.
import json, socket, threading
lock = threading.Lock()
msgs = []
done = threading.Condition(lock)
def serve(conn, who):
    data = json.loads(conn.recv(1024).decode())
    with done:
        msgs.append((who, data["name"], data["text"]))
        done.notify_all()
        while len(msgs) < 2: done.wait()
    (a, an, at), (b, bn, bt) = msgs
    conn.sendall(json.dumps({"text": f"{a}: {at} received before {b}: {bt}"}).encode())
    conn.close()
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", 12000)); s.listen(2)
conns = [s.accept()[0] for _ in range(2)]
print("both clients are connected")
ts = [threading.Thread(target=serve, args=(c, w)) for c, w in zip(conns, "XY")]
[t.start() for t in ts]; [t.join() for t in ts]
(a, an, at), (b, bn, bt) = msgs
print(f"{a}: {at} received before {b}: {bt}")
s.close()
