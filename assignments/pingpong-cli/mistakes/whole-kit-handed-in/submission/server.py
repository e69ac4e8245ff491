"""A server that is complete: a partner on which to try your client2_student.py.

It knows nothing of utils2.Server: it joins the two connections like a plumber, and what comes out
of one goes into the other, whatever it is.  So it is no model for server_student.py.

Run it with: python server.py
"""

import contextlib
import socket
import threading

from utils2 import HOST, PORT, show


def main():
    """Serve one pair of clients after the other."""
    try:
        listener = socket.create_server((HOST, PORT))
    except OSError:
        raise SystemExit(
            f"Port {PORT} is in use. Does another server still run? Close that one first, or"
            " choose another PORT at the top of utils2.py"
        ) from None
    while True:
        show(f"the server waits for two clients on port {PORT}")
        serve(accept(listener), accept(listener))


def accept(listener):
    """Wait for a client; return its connection, and its name, which is the first line it sends."""
    sock, _ = listener.accept()
    lines = sock.makefile("rb")
    name = lines.readline().decode().strip()
    show(f"{name} is connected")
    return sock, lines, name


def serve(one, other):
    """Join two clients until one of them leaves."""
    threads = [
        threading.Thread(target=pour, args=pair, daemon=True)
        for pair in ((one, other), (other, one))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for sock, lines, _ in (one, other):
        lines.close()
        sock.close()


def pour(source, target):
    """Write to one what the other one sends, line by line, until that one leaves."""
    _, lines, name = source
    to, _, to_name = target
    try:
        for line in lines:
            text = line.decode().strip()
            show(f"received {text} from {name}")
            show(f"sent {text} to {to_name}")
            to.sendall(line)
    except ConnectionError:
        pass  # somebody left while something was on its way
    show(f"{name} has left")
    # Whoever is still there has lost its partner: the end of the connection tells it.
    with contextlib.suppress(OSError):  # or it has left, too
        to.shutdown(socket.SHUT_RDWR)


if __name__ == "__main__":
    main()
