"""Client:  client.py -n X   or   client.py -n Y   (--name works too)"""
import getopt
import logging
import socket
import sys

from settings import HOST, PORT

logging.basicConfig(level=logging.DEBUG, format="%(levelname)-8s %(message)s")


def main(argv):
    """One message, one answer."""
    # who we are has to be said
    name = None
    opts, _ = getopt.getopt(argv, "hn:", ["help", "name="])
    for opt, val in opts:
        if opt in ("-h", "--help"):
            print(__doc__)
            return
        if opt in ("-n", "--name"):
            name = val
    if name is None:
        print(__doc__)
        sys.exit(2)
    # one line there, one line back
    sock = socket.create_connection((HOST, PORT), timeout=600)
    msg = f"{name}: {input('your message, please: ')}"
    logging.info("sending %s", msg)
    sock.sendall(msg.encode())
    logging.info("server says %s", sock.recv(2048).decode())
    sock.close()


if __name__ == "__main__":
    main(sys.argv[1:])
