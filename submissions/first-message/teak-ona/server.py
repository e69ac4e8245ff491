# ONA TEAK   assignment 2   server.py
#
# Q: Why does the server need multithreading?
# A: sock.recv() does not return before something has come. With two clients we cannot know on
#    which socket to call it first. So one thread is started for each client, both are blocked
#    at the same time, and the queue has the messages in the order in which they came.

import queue
import sys
from socket import socket, SOL_SOCKET, SO_REUSEADDR

from threading import Thread

inbox = queue.Queue()       # is safe to use from several threads


def listenTo(who, sock):
    '''thread: puts what a client says into the queue'''
    inbox.put((who, sock.recv(512).decode()))


def main():
    door = socket()
    door.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    door.bind(('0.0.0.0', 12000))
    door.listen(5)
    print('server up')

    # step 1: accept X, then Y
    sockX = door.accept()[0]
    print('X connected')
    sockY = door.accept()[0]
    print('Y connected')

    # step 2: listen to both
    for who, sock in (('X', sockX), ('Y', sockY)):
        Thread(target=listenTo, args=(who, sock), daemon=True).start()
    first = inbox.get()
    print('first message from %s: %s' % first)
    second = inbox.get()
    print('second message from %s: %s' % second)

    # step 3: acknowledge
    ack = '%s: %s received before %s: %s' % (first + second)
    print('acknowledgement:', ack)
    sockX.sendall(ack.encode())
    sockY.sendall(ack.encode())
    sockX.close()
    sockY.close()
    door.close()


if __name__ == '__main__':
    sys.exit(main())
