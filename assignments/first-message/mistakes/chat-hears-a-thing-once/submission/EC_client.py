# Who spoke first, extra credit: the chat client, for X and for Y.
#
# Any number of lines from the keyboard go to the server, which relays them to the other client;
# what the other one says is printed as it comes.  The line "Bye" ends the chat for both.
#
# There are two things to wait for at once, the keyboard and the server, so there are two threads.
#
# Usage: python3 EC_client.py [server's address] [port]

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
        # Nobody will type any more: tell the server that nothing comes, but go on listening.
        connection.shutdown(socket.SHUT_WR)
    except OSError:
        pass  # the server has hung up


def listen(connection: socket.socket) -> None:
    """Print what the other client says, until the server hangs up."""
    try:
        # makefile() cuts what TCP delivers into the lines that the other client typed.
        with connection.makefile(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                print(f"The other: {line.rstrip()}")
    except OSError:
        pass  # the connection was reset: that too is an end


def main() -> None:
    """Connect, then talk and listen at the same time until the chat is over."""
    host = sys.argv[1] if len(sys.argv) > 1 else HOST
    port = int(sys.argv[2]) if len(sys.argv) > 2 else PORT
    with socket.create_connection((host, port)) as connection:
        print('Connected. Type your messages; "Bye" ends the chat.')
        threading.Thread(target=talk, args=(connection,), daemon=True).start()
        listen(connection)
    print("The chat is over", flush=True)
    # The other thread still sleeps in input(); nothing but the end of the program stops it.
    os._exit(0)


if __name__ == "__main__":
    main()
