"""usage: main.py server | client [HOST] | chatserver | chatclient [HOST]"""
import sys

from whofirst import client, server


def main():
    """dispatch"""
    what = sys.argv[1] if len(sys.argv) > 1 else ''
    host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
    if what == 'server':
        server.OrderServer().run()
    elif what == 'client':
        client.order(host)
    elif what == 'chatserver':
        server.ChatServer().run()
    elif what == 'chatclient':
        client.chat(host)
    else:
        sys.exit(__doc__)


if __name__ == '__main__':
    main()
