# server.py
# Multithreading is used so that the two clients do not have to wait for each other: recv() blocks,
# and each thread blocks for its own client only.
import socket
import threading

messages = []
lock = threading.Lock()


def serve(conn, name):
    """Get one message and acknowledge it."""
    msg = conn.recv(1024).decode()
    with lock:
        messages.append(name + ": " + msg)
    print("message of", name, "is", msg)
    conn.sendall(b"Your message was received. ")


s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", 12000))
s.listen(2)
print("waiting for clients")
conns = []
threads = []
for name in ("X", "Y"):
    conn, addr = s.accept()
    conns.append(conn)
    # start to work for this client
    t = threading.Thread(target=serve, args=(conn, name))
    t.start()
    threads.append(t)
for t in threads:
    t.join()
# both messages are there
answer = messages[0] + " received before " + messages[1]
for conn in conns:
    conn.sendall(answer.encode())
    conn.close()
print(answer)
