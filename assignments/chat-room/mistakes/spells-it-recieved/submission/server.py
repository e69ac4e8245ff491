# Why threads: recv() blocks; two clients; hence two threads.
import socket, threading
got = []; conns = {}
def listen(n):
    m = conns[n].recv(1024).decode()
    got.append((n, m))
s = socket.socket(); s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("localhost", 12000)); s.listen(2)
print("The server is waiting to receive two connections....")
for n, w in (("X", "first"), ("Y", "second")):
    conns[n] = s.accept()[0]
    print("Accepted %s connection, calling it client %s" % (w, n))
for n in conns: conns[n].send(("Client %s has connected." % n).encode())
print("Waiting to receive messages from client X and client Y....")
ts = [threading.Thread(target=listen, args=n) for n in "XY"]
for t in ts: t.start()
for t in ts: t.join()
for c in conns.values(): c.send(("%s : %s recieved before %s : %s" % (got[0] + got[1])).encode())
print("Waiting a bit for clients to close their connections")
for c in conns.values(): c.close()
print("Done.")
