"""A client 2 that is complete: a partner on which to try your server_student.py.

It knows nothing of utils2.Client and reads and writes the connection itself, so it is no model for
client2_student.py, where all this is done for you.

Run it with: python client2.py
"""

import socket

from utils2 import HOST, PORT, show


def main():
    """Connect, say who we are, and answer."""
    try:
        sock = socket.create_connection((HOST, PORT))
    except OSError:
        raise SystemExit(
            f"There is no server on port {PORT}. Start it first, in a terminal of its own:"
            " python server_student.py (or python server.py)"
        ) from None
    show("client 2 is connected to the server")
    try:
        with sock, sock.makefile("rwb") as lines:
            talk(lines)
    except ConnectionError:
        pass  # the server ended while something was on its way
    show("The server has closed the connection. Has it ended, or is there another client 2?")


def talk(lines):
    """Say who we are; then answer each line that wants an answer, until there are no more."""
    lines.write(b"client 2\n")
    lines.flush()
    for line in lines:
        show(f"received {line.decode().strip()}")
        if line == b"Ping\n":
            show("sent Pong")
            lines.write(b"Pong\n")
            lines.flush()


if __name__ == "__main__":
    main()
