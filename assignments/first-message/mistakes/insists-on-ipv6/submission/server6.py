"""Server over IPv6.

Why threads: recv() blocks, and either client may be the first to speak.  A thread for each client
waits without keeping the other one waiting, and a queue, which they share, keeps the order.
"""
import queue
import socket
import threading

arrived = queue.Queue()


def listen(name, conn):
    """One client's message, into the queue."""
    text = conn.recv(512).decode()
    print(name, "says", text)
    arrived.put(name + ": " + text)


door = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
door.bind(("::1", 12000))
door.listen(2)
conns = [door.accept()[0], door.accept()[0]]
for name, conn in zip("XY", conns):
    threading.Thread(target=listen, args=(name, conn)).start()
# first come, first told
answer = arrived.get() + " received before " + arrived.get()
print(answer)
for conn in conns:
    conn.sendall(answer.encode())
    conn.close()
