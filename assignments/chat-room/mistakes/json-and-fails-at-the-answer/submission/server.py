"""JSON lines. Multithreading lets us block on both clients."""
import json, socket, threading, argparse

p = argparse.ArgumentParser()
p.add_argument("--host", default="127.0.0.1")
p.add_argument("--port", type=int, default=12000)
a = p.parse_args()

lst = socket.socket()
lst.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
lst.bind((a.host, a.port))
lst.listen(2)
print("The server is waiting to receive two connections....")

def put(f, **kw):
    f.write(json.dumps(kw) + "\n"); f.flush()

clients = []
for word in ("first", "second"):
    c, _ = lst.accept()
    f = c.makefile("rw")
    name = json.loads(f.readline())["name"]
    print(f"Accepted {word} connection, calling it client {name}")
    clients.append((name, c, f))
for name, c, f in clients:
    put(f, type="info", text=f"Client {name} has connected.")
print(f"Waiting to receive messages from client {clients[0][0]} and client {clients[1][0]}....")
got = []
cv = threading.Lock()
def work(name, f):
    m = json.loads(f.readline())
    with cv:
        got.append((name, m["text"]))
    print(name, "->", m["text"])
ts = [threading.Thread(target=work, args=(n, f)) for n, c, f in clients]
for t in ts: t.start()
for t in ts: t.join()
(n1, m1), (n2, m2) = got
m1 = m1 + 1
for name, c, f in clients:
    put(f, type="result", text=f"{n1}: {m1} received before {n2}: {m2}")
for name, c, f in clients:
    put(f, type="close", text="please close")
print("Waiting a bit for clients to close their connections")
for name, c, f in clients:
    f.readline()
    f.close()
    c.close()
print("Done.")
