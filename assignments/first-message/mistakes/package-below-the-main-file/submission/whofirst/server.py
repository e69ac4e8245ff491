"""The server.

Multithreading is needed: each client is read in its own thread as recv blocks, so that the order of the
messages can be found out.
"""
import socket
import threading

from . import PORT


class Server:
    """Accepts X and Y."""

    def __init__(self, port=PORT):
        self.port = port
        self.conns = {}
        self.lock = threading.Lock()

    def accept(self):
        """both, before anything is read"""
        with socket.create_server(('', self.port)) as s:
            for name in 'XY':
                self.conns[name], peer = s.accept()
                print(f'{name} connected from {peer[0]}')

    def each(self, target):
        """run target in a thread for each client and wait"""
        threads = [threading.Thread(target=target, args=(n,)) for n in self.conns]
        for t in threads:
            t.start()
        for t in threads:
            t.join()


class OrderServer(Server):
    """Tells who was first."""

    def run(self):
        self.accept()
        order = []

        def read(name):
            text = self.conns[name].recv(1000).decode()
            with self.lock:
                order.append(f'{name}: {text}')
                print(order[-1])

        self.each(read)
        reply = ' received before '.join(order)
        print(reply)
        for c in self.conns.values():
            c.sendall(reply.encode())
            c.close()


class ChatServer(Server):
    """Relays until Bye."""

    def run(self):
        self.accept()

        def relay(name):
            other = self.conns['Y' if name == 'X' else 'X']
            for line in self.conns[name].makefile('rb'):
                print(f'{name}: {line.decode().strip()}')
                other.sendall(line)
                if line.strip() == b'Bye':
                    for c in self.conns.values():
                        c.shutdown(socket.SHUT_RDWR)

        self.each(relay)
