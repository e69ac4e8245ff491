# Who spoke first: the server
#
# Author:
#
# TODO: your answer to criterion (9) goes here

import socket

PORT = 12000


def main():
    # TODO: accept both clients
    # TODO: receive a message from each, and establish which came first
    # TODO: tell both clients
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.close()


if __name__ == "__main__":
    main()
