# CST 311 Programming Assignment 2 - server
# Why we need multithreading: recv() blocks until its client says something. With only one
# thread the server would be stuck waiting for client X while client Y may already have sent its
# message, so we could not tell who was first. A thread for each client lets us wait for both.

from socket import socket, AF_INET, SOCK_STREAM
from threading import Thread
from queue import Queue

PORT = 12000
arrivals = Queue()      # a Queue is thread safe, the first one in is the first one out


class Listener(Thread):
    """Listens to one client."""

    def __init__(self, name, connection):
        super().__init__()
        self.who = name
        self.connection = connection

    def run(self):
        text = self.connection.recv(1024).decode()
        print(f"{self.who} says {text}")
        arrivals.put((self.who, text.strip()))


def main():
    server = socket(AF_INET, SOCK_STREAM)
    server.bind(("0.0.0.0", PORT))
    server.listen(5)
    clients = {}
    # wait until both are connected
    for name in "XY":
        clients[name], address = server.accept()
        print(name, "connected from", address)
    for name in clients:
        Listener(name, clients[name]).start()
    # get() waits
    first = arrivals.get()
    second = arrivals.get()
    ack = "{first[0]}: {first[1]} received before {second[0]}: {second[1]}\n"
    print(ack)
    # acknowledge to both clients
    for connection in clients.values():
        connection.sendall(ack.encode())
        connection.close()


if __name__ == "__main__":
    main()
