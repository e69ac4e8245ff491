"""A server that hangs where many do: it holds a lock and waits for it."""

import socket
import threading

lock = threading.Lock()
order = []


def receive(connection):
    message = connection.recv(1024).decode()
    with lock:
        order.append(message)
        print("received:", message)


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("", 12000))
listener.listen(2)
print("The server is ready.")
connections = [listener.accept()[0] for _ in range(2)]
threads = [threading.Thread(target=receive, args=(each,)) for each in connections]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
lock.acquire()
with lock:
    for connection in connections:
        connection.sendall(f"{order[0]} received before {order[1]}".encode())
