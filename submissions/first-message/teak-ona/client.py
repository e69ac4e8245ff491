# ONA TEAK   assignment 2   client.py

import sys
from socket import socket, timeout


def main():
    sock = socket()
    sock.connect(('127.0.0.1', 12000))
    print('connected')
    message = input('Your message, please: ')
    sock.sendall(message.encode())
    print('sent:', message)

    # do not hang for ever if the other client never says anything
    sock.settimeout(5)
    try:
        print('received:', sock.recv(512).decode())
    except timeout:
        print('The server did not answer in time!')
        return 1
    sock.close()
    return 0


if __name__ == '__main__':
    sys.exit(main())
