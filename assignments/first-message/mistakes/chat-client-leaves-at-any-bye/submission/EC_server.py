# EC_server.py: the chat server
# recv() blocks, so each client needs its own thread that listens to it
from socket import *
import threading

# names of the connections
conns = {}

# relay everything from one client to the other until somebody says Bye
def relay(name, other):
    try:
        for line in conns[name].makefile():
            msg = line.strip()
            print("Client %s: %s" % (name, msg))
            conns[other].sendall((name + ": " + msg + "\n").encode())
            if msg == "Bye":
                break
    except OSError:
        pass
    # end both connections; this wakes the other thread too
    for c in conns.values():
        try:
            c.shutdown(SHUT_RDWR)
        except OSError:
            pass

# accept both clients
s = socket(AF_INET, SOCK_STREAM)
s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
s.bind(('', 12000))
s.listen(2)
print("The server is waiting to receive two connections....")
conns["X"], _ = s.accept()
print("Accepted first connection, calling it client X")
conns["Y"], _ = s.accept()
print("Accepted second connection, calling it client Y")
# a thread for each
threads = [threading.Thread(target=relay, args=("X", "Y")), threading.Thread(target=relay, args=("Y", "X"))]
for t in threads:
    t.start()
for t in threads:
    t.join()
print("Done.")
