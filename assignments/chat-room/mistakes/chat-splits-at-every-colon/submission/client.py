# The chat room: the client, to be run twice.
#
# It connects, waits for the server's word that both clients are there, and sends one line from the
# keyboard.  A thread of its own listens to the server meanwhile and prints what it says, until the
# server asks to close the connection by closing its own side.
#
# Usage: python3 client.py [server's address] [port]

import socket
import sys
import threading

HOST = "localhost"
PORT = 12000
LONGEST = 1024  # bytes that are taken at once


def show(connection: socket.socket) -> bool:
    """Print what the server says next; False once it says no more."""
    try:
        said = connection.recv(LONGEST).decode(errors="replace")
    except OSError:
        said = ""
    for line in said.splitlines():
        print(f"From server: {line}")
    return bool(said)


def listen(connection: socket.socket) -> None:
    """Print what the server says until it has nothing more to say."""
    while show(connection):
        pass


def main() -> None:
    """Connect, wait, send one message, and leave when asked."""
    host = sys.argv[1] if len(sys.argv) > 1 else HOST
    port = int(sys.argv[2]) if len(sys.argv) > 2 else PORT
    with socket.create_connection((host, port)) as connection:
        # The server's first word says that both are there.
        if not show(connection):
            print("The server has closed the connection")
            return
        listener = threading.Thread(target=listen, args=(connection,))
        listener.start()
        message = input("Enter a message to send to the server: ")
        try:
            connection.sendall(message.encode())
        except OSError:
            print("The server is gone")
        listener.join()


if __name__ == "__main__":
    main()
