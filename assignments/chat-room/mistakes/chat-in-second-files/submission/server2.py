# The chat room, with Bye: the server.
#
# The clients chat through it for as long as they like: whatever one of them says is relayed to the
# other one.  The message "Bye", from either, ends both connections.
#
# Usage: python3 server2.py [port]

import contextlib
import socket
import sys
import threading

PORT = 12000
CLIENTS = (("first", "X"), ("second", "Y"))
BYE = "Bye"


def relay(name: str, source: socket.socket, target: socket.socket) -> None:
    """Pass on what one client says, line by line, until one of them leaves."""
    try:
        # A client says one message a line; makefile() finds the lines in what TCP delivers.
        with source.makefile(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                message = line.rstrip("\r\n")
                print(f"Client {name}: {message}")
                target.sendall(f"{name}: {message}\n".encode())
                if message.strip() == BYE:
                    break
    except OSError:
        pass  # the other thread has hung up, or the other client is gone
    # shutdown() ends a connection although another thread sleeps in recv() on it, and wakes that.
    for connection in (source, target):
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)


def main() -> None:
    """Accept both clients, relay until one of them says Bye, and end."""
    port = int(sys.argv[1]) if len(sys.argv) > 1 else PORT
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("", port))
        listener.listen(len(CLIENTS))
        print("The server is waiting to receive two connections....")
        connections = {}
        for number, name in CLIENTS:
            connections[name], _ = listener.accept()
            print(f"Accepted {number} connection, calling it client {name}")

    for name, connection in connections.items():
        connection.sendall(f"Client {name} has connected.\n".encode())
    print("Relaying messages between client X and client Y....")
    x, y = connections.values()
    threads = [
        threading.Thread(target=relay, args=("X", x, y)),
        threading.Thread(target=relay, args=("Y", y, x)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for connection in (x, y):
        connection.close()
    print("Done.")


if __name__ == "__main__":
    main()
