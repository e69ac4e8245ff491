import socket, threading
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", 12000)); s.listen(2)
print("waiting for two clients")
x = s.accept()[0]; y = s.accept()[0]
print("two clients")
x.send(b"OK X\n"); y.send(b"OK Y\n")
e = threading.Event()
def run(a, b, n):
    for l in a.makefile():
        b.sendall((n + "> " + l).encode())
        if l.strip() == "Bye": break
    e.set()
for z in ((x, y, "X"), (y, x, "Y")): threading.Thread(target=run, args=z, daemon=True).start()
e.wait(); x.close(); y.close()
print("Done.")
