# Who spoke first: the server.
#
# Why this needs multithreading
# -----------------------------
# The server has to find out which of two clients speaks first, and it cannot know that beforehand.
# recv() on a connection sleeps until that client says something.  A server with a single thread
# would have to choose whom to listen to first: if it listens to X while Y speaks, Y's message lies
# unread in its socket, and when X has spoken at last the server would read X's message before Y's.
# Its answer would show the order of its own calls, not the order in which the messages arrived.
# With one thread for each client both are listened to at the same time, and whichever message
# arrives first wakes its thread first.  The threads share one list, guarded by a lock, so that
# exactly one of them is the first to write in it.
#
# Usage: python3 server.py [port]

import os
import socket
import sys
import threading

PORT = 12000
NAMES = ("X", "Y")  # the first to connect is called X, the second Y
LONGEST = 1024  # bytes of a message


class Arrivals:
    """The messages in the order of their arrival, shared by all threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._messages: list[tuple[str, str]] = []

    def add(self, name: str, message: str) -> None:
        """Note that a message of the client `name` has arrived, after all noted so far."""
        with self._lock:
            self._messages.append((name, message))

    def reply(self) -> str:
        """Return the sentence for the clients; to be called when both have spoken."""
        with self._lock:
            (first, said_first), (second, said_second) = self._messages
        return f"{first}: {said_first} received before {second}: {said_second}"


def receive(name: str, connection: socket.socket, arrivals: Arrivals) -> None:
    """Wait for the one message of a client and note it.  Each client has a thread that runs this.

    A message is what one recv() returns: the clients send a single short line and then wait.  A
    client that leaves without a word counts as having said nothing (an empty message), so that the
    other one still gets its answer.
    """
    try:
        message = connection.recv(LONGEST).decode(errors="replace").strip()
    except ConnectionError:
        message = ""
    arrivals.add(name, message)
    print(f"Received from {name}: {message}")


def accept_both(listener: socket.socket) -> dict[str, socket.socket]:
    """Wait until both clients are connected; return their connections by name."""
    connections = {}
    for name in NAMES:
        connection, address = listener.accept()
        connections[name] = connection
        print(f"{name} is connected from {address[0]}:{address[1]}")
    return connections


def main() -> None:
    """Accept both clients, hear both, tell both who was first, and end."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else PORT
    arrivals = Arrivals()

    with socket.create_server(("", port)) as listener:
        print(f"Waiting for X and Y on port {port}")
        # No thread is started before both are here: nothing is received from either until then.
        connections = accept_both(listener)

    threads = [
        threading.Thread(target=receive, args=(name, connection, arrivals))
        for name, connection in connections.items()
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    # Both threads have ended, so both messages are in the list and nobody writes in it any more.
    reply = arrivals.reply()
    for name, connection in connections.items():
        try:
            connection.sendall(reply.encode())
            print(f"Sent to {name}: {reply}")
        except ConnectionError:
            print(f"{name} has left before the reply")
        connection.close()


def daemonize():
    # UNIX double fork (Stevens, chapter 13), see the recipe on Stack Overflow
    if os.fork() > 0:
        sys.exit(0)
    os.setsid()
    if os.fork() > 0:
        os._exit(0)
    os.umask(0)


if __name__ == "__main__":
    daemonize()
    main()
