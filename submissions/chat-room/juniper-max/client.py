# The chat room: the client, to be run twice
#
# Author: Max

import socket

HOST = "localhost"
PORT = 12000


def main():
    # TODO: connect, and wait until the server says that you may send (steps 1 and 2)
    # TODO: listen in a thread of its own, and ask for a message (step 3)
    # TODO: wait for the answer, leave when asked, and wait for your thread (steps 4 to 6)
    connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    connection.close()


if __name__ == "__main__":
    main()
