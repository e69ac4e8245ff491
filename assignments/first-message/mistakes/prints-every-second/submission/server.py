"""PA2 server.

A thread for each client is needed: recv() stops whoever calls it until a message is there, and
nobody knows which of the two clients will send one first.
"""
import socket
import threading
import time

PORT = 12000
order = []
lock = threading.Lock()


def listen_to(name, conn):
    """Thread: receive the one message of a client and put it into the common list."""
    text = conn.recv(1024).decode()
    with lock:
        order.append((name, text))
    print("message from", name, ":", text, flush=True)


listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("", PORT))
listener.listen(2)
listener.settimeout(1)

# both clients first
clients = []
while len(clients) < 2:
    try:
        conn, _ = listener.accept()
    except socket.timeout:
        print("still waiting for clients ...", flush=True)
        continue
    conn.settimeout(None)
    clients.append(("XY"[len(clients)], conn))
    print("client", clients[-1][0], "is here", flush=True)

threads = [threading.Thread(target=listen_to, args=one) for one in clients]
for t in threads:
    t.start()
# show that we are alive
while len(order) < 2:
    print("waiting for messages ...", flush=True)
    time.sleep(1)

(n1, m1), (n2, m2) = order
answer = f"{n1}: {m1} received before {n2}: {m2}"
for _, conn in clients:
    conn.sendall(answer.encode())
    conn.close()
print("sent:", answer)
