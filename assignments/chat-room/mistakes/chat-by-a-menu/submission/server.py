# Why multithreading is required: two clients -> two blocking recv calls at the same
# time. One thread can only block in one of them.
import socket, threading, queue
q = queue.Queue()
def reader(c, n):
    q.put((n, c.recv(1000).decode()))
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", 12000)); s.listen(2)
print("The server is waiting to receive two connections....")
cs = {}
for k, w in zip("XY", ["first", "second"]):
    cs[k] = s.accept()[0]
    print(f"Accepted {w} connection, calling it client {k}")
for k in cs: cs[k].send(f"Client {k} has connected.".encode())
print("Waiting to receive messages from client X and client Y....")
ts = [threading.Thread(target=reader, args=(c, n)) for n, c in cs.items()]
for t in ts: t.start()
a = q.get(); b = q.get()
for c in cs.values(): c.send(f"{a[0]}: {a[1]} received before {b[0]}: {b[1]}".encode())
print("Waiting a bit for clients to close their connections")
for c in cs.values(): c.close()
for t in ts: t.join()
print("Done.")
