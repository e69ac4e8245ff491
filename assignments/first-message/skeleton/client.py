# Who spoke first: the client, for X and for Y
#
# Author:

import socket

HOST = "localhost"
PORT = 12000


def main():
    # TODO: connect to the server
    # TODO: ask for a message, send it and print it
    # TODO: print the server's answer
    connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    connection.close()


if __name__ == "__main__":
    main()
