"""Why threads: two recv calls must wait at the same time."""
import socket, threading
BUF = 2048

def accept(s):
    conns = []
    for nth, name in (("first", "X"), ("second", "Y")):
        c, a = s.accept()
        print("Accepted", nth, "connection, calling it client", name)
        conns.append((name, c))
    return conns

class Listener(threading.Thread):
    log = []
    lock = threading.Lock()
    def __init__(self, name, conn, other):
        super().__init__()
        self.label, self.conn, self.other = name, conn, other
        self.done = threading.Event()
        self.go = threading.Event()
    def run(self):
        m = self.conn.recv(BUF).decode()
        with Listener.lock:
            Listener.log.append((self.label, m))
        self.done.set()
        self.go.wait()
        while True:
            try:
                d = self.conn.recv(BUF)
            except OSError:
                break
            if not d:
                break
            t = d.decode()
            self.other.sendall((self.label + ": " + t).encode())
            if t.strip() == "Bye":
                break
        for c in (self.conn, self.other):
            try: c.shutdown(socket.SHUT_RDWR)
            except OSError: pass

def main():
    s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("", 12000)); s.listen(2)
    print("The server is waiting to receive two connections....")
    (nx, x), (ny, y) = accept(s)
    for n, c in ((nx, x), (ny, y)):
        c.sendall(("Client %s has connected." % n).encode())
    print("Waiting to receive messages from client X and client Y....")
    ts = [Listener(nx, x, y), Listener(ny, y, x)]
    for t in ts: t.start()
    for t in ts: t.done.wait()
    (a, b), (c, d) = Listener.log
    for k in (x, y): k.sendall(f"{a}: {b} received before {c}: {d}".encode())
    for t in ts: t.go.set()
    print("Now the clients may chat until one says Bye")
    for t in ts: t.join()
    print("Waiting a bit for clients to close their connections")
    x.close(); y.close()
    print("Done.")
main()
