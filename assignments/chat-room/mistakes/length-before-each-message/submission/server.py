import socket
from threading import BoundedSemaphore, Lock, Thread
from common import CLOSE, TEXT, receive, send


class Shared:
    def __init__(self):
        self.lock = Lock()
        self.sem = BoundedSemaphore(2)
        self.sem.acquire(), self.sem.acquire()
        self.list = []


def listener(shared, name, sock):
    _, text = receive(sock)
    with shared.lock:
        shared.list.append(f"{name}: {text}")
        shared.sem.release()
    try:
        receive(sock)
    except EOFError:
        sock.close()


def main():
    shared = Shared()
    door = socket.create_server(("", 31337), backlog=2)
    print("The server is waiting to receive two connections....")
    socks = []
    for i, name in enumerate("XY", 1):
        socks.append(door.accept()[0])
        print(f"Accepted {['', 'first', 'second'][i]} connection, calling it client {name}")
    for s, name in zip(socks, "XY"):
        send(s, TEXT, f"Client {name} has connected.")
    print("Waiting to receive messages from client X and client Y....")
    threads = [Thread(target=listener, args=(shared, n, s)) for n, s in zip("XY", socks)]
    for t in threads:
        t.start()
    shared.sem.acquire()
    shared.sem.acquire()
    for s in socks:
        send(s, TEXT, f"{shared.list[0]} received before {shared.list[1]}")
    for s in socks:
        send(s, CLOSE)
    print("Waiting a bit for clients to close their connections")
    for t in threads:
        t.join()
    print("Done.")


main()
