"""Assignment 2 server.

Why multithreading?  `recv()` blocks; only with one thread for every client can the server react to whichever
client speaks first.

Run `python server.py first` for the main part and `python server.py chat` for the extra credit.
"""
import abc
import argparse
import enum
import socket
import threading


class Mode(enum.Enum):
    FIRST = "first"
    CHAT = "chat"


class Service(abc.ABC):
    """Template method pattern: accept both, run a thread for each, finish."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.peers: dict[str, socket.socket] = {}

    def run(self) -> None:
        with socket.create_server(("0.0.0.0", self.port)) as srv:
            for label in ("X", "Y"):
                self.peers[label], addr = srv.accept()
                print(f"[server] {label} connected ({addr[0]})")
        threads = [threading.Thread(target=self.talk, args=item, name=item[0]) for item in self.peers.items()]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.finish()
        for s in self.peers.values():
            s.close()

    @abc.abstractmethod
    def talk(self, label: str, sock: socket.socket) -> None:
        """What a thread does."""

    def finish(self) -> None:
        """When all threads are done."""


class FirstService(Service):
    """The main part."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.ranking: list[str] = []
        self.guard = threading.Lock()

    def talk(self, label, sock):
        text = sock.recv(1024).decode()
        with self.guard:
            self.ranking.append(f"{label}: {text}")
        print(f"[server] got {text!r} from {label}")

    def finish(self):
        reply = " received before ".join(self.ranking)
        for label, s in self.peers.items():
            s.sendall(reply.encode())
            print(f"[server] to {label}: {reply}")


class ChatService(Service):
    """The extra credit."""

    def talk(self, label, sock):
        other = next(s for name, s in self.peers.items() if name != label)
        try:
            while data := sock.recv(1024):
                print(f"[server] {label}: {data.decode().strip()}")
                other.sendall(data)
                if data.strip() == b"Bye":
                    break
        except OSError:
            pass
        for s in self.peers.values():
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("mode", type=Mode, choices=list(Mode), help="which part to run")
    ap.add_argument("--port", type=int, default=12000)
    ns = ap.parse_args()
    {Mode.FIRST: FirstService, Mode.CHAT: ChatService}[ns.mode](ns.port).run()
