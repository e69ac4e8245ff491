"""
Server for assignment 3.

Q: Why do we need multithreading?
A: Because accept()/recv() block. If the server were single threaded it would be blocked
   on the first client's recv() and could not receive the second client's message until
   the first one sent something. With threads both are listened to concurrently.
"""
from configparser import ConfigParser
from pathlib import Path
from concurrent.futures import ThreadPoolExecutor, as_completed
import socket

config = ConfigParser()
config.read(Path(__file__).parent / "settings.ini")
section = config["server"]
BUFFER = section.getint("buffer")

with socket.create_server((section["host"], section.getint("port"))) as server:
    print("The server is waiting to receive two connections....\n", flush=True)
    clients = {}
    for which, name in ("first", "X"), ("second", "Y"):
        clients[name], _ = server.accept()
        print(f"Accepted {which} connection, calling it client {name}", flush=True)
    for name, connection in clients.items():
        connection.sendall(f"Client {name} has connected.".encode())
    print("\nWaiting to receive messages from client X and client Y....\n", flush=True)
    with ThreadPoolExecutor(2) as pool:
        futures = {pool.submit(c.recv, BUFFER): n for n, c in clients.items()}
        arrived = [(futures[f], f.result().decode()) for f in as_completed(futures)]
    for number, (name, text) in enumerate(arrived, 1):
        print(f"Client {name} sent message {number}: {text}", flush=True)
    (a, b), (c, d) = arrived
    for connection in clients.values():
        connection.sendall(f"{a}: {b} received before {c}: {d}".encode())
    print("\nWaiting a bit for clients to close their connections", flush=True)
    for connection in clients.values():
        connection.settimeout(5)
        try:
            while connection.recv(BUFFER):
                pass
        except socket.timeout:
            pass
        connection.close()
print("Done.", flush=True)
