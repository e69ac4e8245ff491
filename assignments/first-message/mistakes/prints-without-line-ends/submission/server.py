# server.py
#
# Why multithreading? The server cannot know which client will talk first, and recv() blocks until the
# one that it listens to does. With two threads it listens to both at the same time.
import socket
import threading

messages = []


def listen(name, conn):
    # thread of one client
    text = conn.recv(1024).decode()
    messages.append((name, text))
    print("Received from", name, text, end="")


s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind(("", 12000))
s.listen(2)
conns = {}
for name in "XY":
    conns[name] = s.accept()[0]
    print("Connected to client", name, end="")
# both are here
threads = [threading.Thread(target=listen, args=pair) for pair in conns.items()]
for t in threads:
    t.start()
for t in threads:
    t.join()
reply = "%s: %s received before %s: %s" % (*messages[0], *messages[1])
for name, conn in conns.items():
    conn.sendall(reply.encode())
    print("Sent to", name, reply, end="")
    conn.close()
