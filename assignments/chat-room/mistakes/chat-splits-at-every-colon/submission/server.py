# The chat room: the server.
#
# It waits until two clients are connected, takes one message from each and tells both of them
# whose message came first.
#
# Either client may be the first to speak, and recv() sleeps until its own client does.  So each
# client has a thread of its own that listens to it, and both write into one list, guarded by a
# lock: the order of that list is the order in which the messages came.
#
# Usage: python3 server.py [port]

import socket
import sys
import threading

PORT = 12000
# The clients in the order in which they connect: how they are counted, and what they are called.
CLIENTS = (("first", "X"), ("second", "Y"))
LONGEST = 1024  # bytes of a message
PATIENCE = 5.0  # seconds that the clients have to close their connections


class Inbox:
    """The messages in the order in which they came, shared by both threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: list[tuple[str, str]] = []
        self.full = threading.Event()  # set once there is a message of each client

    def add(self, name: str, message: str) -> None:
        """Note what the client `name` said, after all that was noted before."""
        with self._lock:
            self._messages.append((name, message))
            if len(self._messages) == len(CLIENTS):
                self.full.set()

    def verdict(self) -> str:
        """Say whose message came first; to be asked once the inbox is full."""
        with self._lock:
            (first, early), (second, late) = self._messages
        return f"{first}: {early} received before {second}: {late}"


def listen(name: str, connection: socket.socket, inbox: Inbox) -> None:
    """Take the one message of a client, then wait until it has closed its side.

    A client that leaves without a word counts as having said nothing, so that the other one still
    gets its answer.
    """
    message = receive(connection)
    inbox.add(name, message)
    print(f"Client {name} sent message: {message}")
    while receive(connection):
        pass  # it was asked to leave: whatever it still has to say is not heard


def receive(connection: socket.socket) -> str:
    """Return what the client says next, or "" once it has left or waited for too long."""
    try:
        return connection.recv(LONGEST).decode(errors="replace").strip()
    except OSError:
        return ""


def accept_both(listener: socket.socket) -> list[tuple[str, socket.socket]]:
    """Wait until both clients are connected; return their connections in that order."""
    connections = []
    for number, name in CLIENTS:
        connection, _ = listener.accept()
        print(f"Accepted {number} connection, calling it client {name}")
        connections.append((name, connection))
    return connections


def tell(connections: list[tuple[str, socket.socket]], line: str) -> None:
    """Send a line to both clients; one that has left misses it."""
    for name, connection in connections:
        try:
            connection.sendall(f"{line}\n".encode())
        except OSError:
            print(f"Client {name} has left already")


def main() -> None:
    """Play the whole of the flow once, and end."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else PORT
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("", port))
        listener.listen(len(CLIENTS))
        print("The server is waiting to receive two connections....")
        connections = accept_both(listener)

    # Nobody is told or heard anything before both are here.
    for name, _ in connections:
        tell(connections, f"Client {name} has connected.")
    names = " and ".join(f"client {name}" for name, _ in connections)
    print(f"Waiting to receive messages from {names}....")

    inbox = Inbox()
    threads = [
        threading.Thread(target=listen, args=(name, connection, inbox))
        for name, connection in connections
    ]
    for thread in threads:
        thread.start()
    inbox.full.wait()
    tell(connections, inbox.verdict())

    # To end one's own sending asks a client to close in a way that it cannot miss: its recv()
    # returns nothing.
    print("Waiting a bit for clients to close their connections")
    for _, connection in connections:
        hang_up(connection)
    for thread in threads:
        thread.join()
    for _, connection in connections:
        connection.close()
    print("Done.")


def hang_up(connection: socket.socket) -> None:
    """Ask a client to close its connection, and wait no longer than a bit for it."""
    try:
        connection.settimeout(PATIENCE)
        connection.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # it has left already


if __name__ == "__main__":
    main()
