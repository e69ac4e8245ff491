'''Client of the who-is-first server. Run: python3 clt.py'''
import socket
import sys

ADDRESS = (sys.argv[1] if len(sys.argv) > 1 else 'localhost', 12000)


def main():
    """one message, one answer"""
    with socket.socket() as s:
        s.connect(ADDRESS)
        line = input('Your message? ')
        s.sendall(line.encode())
        print('>>', line)
        print('<<', s.recv(4096).decode())


main()
