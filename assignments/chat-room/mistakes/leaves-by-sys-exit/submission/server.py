"""Chat room, server side."""
import sys
from socket import socket, AF_INET, SOCK_STREAM, SOL_SOCKET, SO_REUSEADDR, SHUT_WR
from threading import Thread, Lock

received = []
lock = Lock()


def worker(conn, name):
    # one message of one client; afterwards wait until that client has closed
    text = conn.recv(1024).decode()
    with lock:
        received.append((name, text))
        if len(received) == 2:
            finish()
    while conn.recv(1024):
        pass


def finish():
    (n1, m1), (n2, m2) = received
    for conn in connections:
        conn.send(f"{n1}: {m1} received before {n2}: {m2}".encode())
    print("Waiting a bit for clients to close their connections")
    for conn in connections:
        conn.shutdown(SHUT_WR)


listener = socket(AF_INET, SOCK_STREAM)
listener.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
listener.bind(("", 12000))
listener.listen(2)
print("The server is waiting to receive two connections....")
connections = []
for number, name in (("first", "X"), ("second", "Y")):
    conn, addr = listener.accept()
    print(f"Accepted {number} connection, calling it client {name}")
    connections.append(conn)
for conn in connections:
    conn.send(b"Client X has connected.\nClient Y has connected.\n")
print("Waiting to receive messages from client X and client Y....")
threads = [Thread(target=worker, args=pair) for pair in zip(connections, "XY")]
for t in threads:
    t.start()
for t in threads:
    t.join()
for conn in connections:
    conn.close()
listener.close()
sys.exit("Done.")
