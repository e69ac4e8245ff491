"""pa3.py  -  usage:  pa3.py server | client | ecserver | ecclient

Multithreading is needed in the server, because it must be able to receive a message
from either of two clients, whichever comes first, and recv() blocks.
"""
import socket, sys, threading, os
PORT = 12000

def two():
    l = socket.socket()
    l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    l.bind(("", PORT)); l.listen(2)
    print("The server is waiting to receive two connections....")
    out = []
    for n, w in (("X", "first"), ("Y", "second")):
        out.append(l.accept()[0])
        print(f"Accepted {w} connection, calling it client {n}")
    for n, c in zip("XY", out):
        c.sendall(f"Client {n} has connected.\n".encode())
    return out

def server():
    x, y = two()
    print("Waiting to receive messages from client X and client Y....")
    got = []
    def listen(n, c):
        got.append((n, c.recv(999).decode().strip()))
    ts = [threading.Thread(target=listen, args=a) for a in (("X", x), ("Y", y))]
    for t in ts: t.start()
    for t in ts: t.join()
    for c in (x, y):
        c.sendall("{}: {} received before {}: {}\n".format(*got[0], *got[1]).encode())
    print("Waiting a bit for clients to close their connections")
    x.close(); y.close()
    print("Done.")

def client():
    s = socket.create_connection(("localhost", PORT))
    print(s.recv(999).decode())
    t = threading.Thread(target=lambda: print(s.recv(999).decode()))
    t.start()
    s.sendall((input("Enter a message to send to the server: ") + "\n").encode())
    t.join()
    s.close()

def ecserver():
    x, y = two()
    e = threading.Event()
    def relay(n, a, b):
        for l in a.makefile():
            b.sendall(f"{n}: {l}".encode())
            if l == "Bye\n": break
        e.set()
    for a in (("X", x, y), ("Y", y, x)):
        threading.Thread(target=relay, args=a, daemon=True).start()
    e.wait()
    for c in (x, y): c.shutdown(socket.SHUT_RDWR)
    print("Done.")

def ecclient():
    s = socket.create_connection(("localhost", PORT))
    def tx():
        for l in sys.stdin:
            print("me: " + l, end="", flush=True)
            s.sendall(l.encode())
    threading.Thread(target=tx, daemon=True).start()
    for l in s.makefile(): print(l, end="", flush=True)

if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ("server", "client", "ecserver", "ecclient"):
        sys.exit(__doc__)
    {"server": server, "client": client, "ecserver": ecserver, "ecclient": ecclient}[sys.argv[1]]()
