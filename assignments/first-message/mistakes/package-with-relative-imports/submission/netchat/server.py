"""The server: python -m netchat.server

Threads are needed since recv() blocks: while the server waits for one client, the message of the
other could not be received, and nobody would know which came first.
"""
import socket
import threading

from .settings import PORT, SIZE

arrived = []                # (name, message) in order of arrival
lock = threading.Lock()     # only one thread may append at a time


def receive(name, conn):
    """Thread: wait for one client's message."""
    message = conn.recv(SIZE).decode()
    with lock:
        arrived.append((name, message))
        print(name, "sent", message)


def main():
    """Accept both, receive from both, tell both."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("", PORT))
        listener.listen(2)
        conns = [listener.accept()[0] for _ in range(2)]
    threads = [threading.Thread(target=receive, args=pair) for pair in zip("XY", conns)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (n1, m1), (n2, m2) = arrived
    reply = f"{n1}: {m1} received before {n2}: {m2}"
    print(reply)
    for conn in conns:
        conn.sendall(reply.encode())
        conn.close()


if __name__ == "__main__":
    main()
