# The chat room: the server
#
# Author: Max

import socket

PORT = 12000


def main():
    # TODO: wait for both clients (steps 1 and 2)
    # TODO: tell both that they may begin, and listen to each in a thread of its own (step 3)
    # TODO: when both have spoken, tell both whose message came first (steps 4 and 5)
    # TODO: ask both to close, close, and wait for your threads (steps 6 to 8)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.close()


if __name__ == "__main__":
    main()
