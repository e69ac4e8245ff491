"""Server. Multithreading lets the server be blocked in recv() on X and on Y simultaneously;
with one thread only it could not tell who was first."""
import logging
import socket
import threading

from settings import HOST, PORT

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(threadName)s %(levelname)s %(message)s")
log = logging.getLogger("server")


class Receiver(threading.Thread):
    """Waits for one message."""

    def __init__(self, sock, go, book):
        super().__init__(name=f"receiver-{sock.fileno()}")
        self.sock, self.go, self.book = sock, go, book

    def run(self):
        self.go.wait()
        text = self.sock.recv(2048).decode()
        self.book.write(text)


class Book:
    """The order in which messages came."""

    def __init__(self):
        self.lines = []
        self.lock = threading.RLock()

    def write(self, text):
        """Called by receivers."""
        with self.lock:
            log.info("received %s", text)
            self.lines.append(text)


def main():
    """The whole server."""
    go, book = threading.Event(), Book()
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((HOST, PORT))
        listener.listen(2)
        listener.settimeout(1.0)          # so that ctrl-c works on windows
        receivers = []
        while len(receivers) < 2:
            try:
                sock, peer = listener.accept()
            except socket.timeout:
                continue
            sock.settimeout(None)
            log.info("connection from %s", peer)
            r = Receiver(sock, go, book)
            r.start()
            receivers.append(r)
    go.set()
    for r in receivers:
        r.join()
    answer = f"{book.lines[0]} received before {book.lines[1]}"
    for r in receivers:
        r.sock.sendall(answer.encode())
        log.info("sent %s", answer)
        r.sock.close()


if __name__ == "__main__":
    main()
