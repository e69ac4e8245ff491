# Who spoke first, extra credit: the chat server.
#
# Why this needs multithreading
# -----------------------------
# Either client may speak at any time and as often as it likes, and recv() sleeps until its client
# does.  A single thread that listens to X would leave Y unheard meanwhile.  So each client has a
# thread of its own that listens to it and passes everything on to the other one.
#
# X and Y never talk to each other directly: what X says goes to the server, which relays it to Y,
# and the other way round.  "Bye" is relayed too, and then both connections are closed.
#
# Usage: python3 EC_server.py [port]

import contextlib
import socket
import sys
import threading

PORT = 12000
NAMES = ("X", "Y")  # the first to connect is called X, the second Y
BYE = "Bye"


class Farewell:
    """Finds the line "Bye" in what one client says, however TCP has cut or joined its lines.

    Only a line that is "Bye" and nothing else counts; "goodbye" or "Bye for now" is talk.
    """

    def __init__(self) -> None:
        self._unfinished = ""  # the beginning of a line whose end has not come yet

    def heard_in(self, text: str) -> bool:
        """Take the next piece of what was said; return whether it holds or completes "Bye"."""
        lines = (self._unfinished + text).splitlines()
        self._unfinished = (self._unfinished + text).rpartition("\n")[2]
        # The piece by itself as well: a client may send its messages without line ends.
        return BYE in [line.strip() for line in lines] or text.strip() == BYE


def relay(name: str, source: socket.socket, other: str, target: socket.socket) -> None:
    """Pass on everything that one client says to the other one, until one of them leaves."""
    farewell = Farewell()
    try:
        while data := source.recv(1024):
            text = data.decode(errors="replace")
            print(f"{name}: {text.strip()}")
            target.sendall(data)
            print(f"Relayed to {other}")
            if farewell.heard_in(text):
                break
    except OSError:
        pass  # the other thread has hung up, or a client is gone: the chat is over either way
    # A plain close() would not do: it ends a connection only once no thread sleeps in recv() on
    # it, and the other thread does.  shutdown() ends it at once and wakes that thread.
    for connection in (source, target):
        hang_up(connection)


def hang_up(connection: socket.socket) -> None:
    """End a connection in both directions; one that has already ended is left alone."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def main() -> None:
    """Accept both clients, relay until the farewell, and end."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else PORT
    with socket.create_server(("", port)) as listener:
        print(f"Waiting for X and Y on port {port}")
        connections = []
        for name in NAMES:
            connection, address = listener.accept()
            connections.append(connection)
            print(f"{name} is connected from {address[0]}:{address[1]}")

    x, y = connections
    threads = [
        threading.Thread(target=relay, args=("X", x, "Y", y)),
        threading.Thread(target=relay, args=("Y", y, "X", x)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for connection in connections:
        connection.close()
    print("The chat is over")


if __name__ == "__main__":
    main()
