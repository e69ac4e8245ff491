# Who spoke first: the client, for X and for Y.
#
# Run it twice.  The server calls the one that connects first X and the other one Y.  Each sends one
# line from its keyboard and prints the server's answer, which says whose message came first.
#
# Usage: python3 client.py [server's address] [port]

import socket
import sys

HOST = "localhost"
PORT = 12000
LONGEST = 4096  # bytes of the answer


def main() -> None:
    """Connect, send one message, print the reply."""
    host = sys.argv[1] if len(sys.argv) > 1 else HOST
    port = int(sys.argv[2]) if len(sys.argv) > 2 else PORT

    # TCP is connection oriented: there has to be a connection before anything can be said.
    with socket.create_connection((host, port)) as connection:
        print(f"Connected to {host}:{port}")
        message = input("Message to the server: ")
        connection.sendall(message.encode())
        print(f"Sent: {message}")

        # The answer comes only when the other client has spoken too; until then recv() sleeps.
        reply = connection.recv(LONGEST).decode(errors="replace")
        print(f"From the server: {reply}")


if __name__ == "__main__":
    main()
