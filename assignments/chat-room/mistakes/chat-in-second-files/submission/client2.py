# The chat room, with Bye: the client, to be run twice.
#
# Every line from the keyboard goes to the server, which relays it to the other client, and what the
# other one says is printed as it comes.  The message "Bye" ends the chat for both.
#
# Usage: python3 client2.py [server's address] [port]

import os
import socket
import sys
import threading

HOST = "localhost"
PORT = 12000


def talk(connection: socket.socket) -> None:
    """Send each line that is typed, until the input or the connection ends."""
    try:
        while True:
            line = input()
            connection.sendall(f"{line}\n".encode())
            print(f"Me: {line}")
    except EOFError:
        connection.shutdown(socket.SHUT_WR)  # nobody will type any more; go on listening
    except OSError:
        pass  # the server has hung up


def main() -> None:
    """Connect, wait for the server's word, then talk and listen until the chat is over."""
    host = sys.argv[1] if len(sys.argv) > 1 else HOST
    port = int(sys.argv[2]) if len(sys.argv) > 2 else PORT
    with socket.create_connection((host, port)) as connection:
        try:
            with connection.makefile(encoding="utf-8", errors="replace") as lines:
                print(f"From server: {lines.readline().rstrip()}")
                print('Enter your messages; "Bye" ends the chat.')
                threading.Thread(target=talk, args=(connection,), daemon=True).start()
                for line in lines:
                    print(line.rstrip())
        except OSError:
            pass  # the connection was reset: that is an end, too
    print("The chat is over", flush=True)
    # The other thread still sleeps in input(); nothing but the end of the program stops it.
    os._exit(0)


if __name__ == "__main__":
    main()
