# server.py - authenticated "who was first" server
#
# THREADS: recv() blocks. X may be first, Y may be first, and we cannot know. A single thread that waits
# for X cannot notice that Y was faster. Hence one thread per client, and a lock around the shared list.
import socket
import threading

from common import AuthError, Channel, new_nonce

ARRIVED = []
LOCK = threading.Lock()


def serve(name, chan):
    """thread: wait for the one message"""
    try:
        text = chan.recv()
    except (AuthError, EOFError) as e:
        print('[!] %s: %s' % (name, e))
        text = ''
    with LOCK:
        ARRIVED.append('%s: %s' % (name, text))
    print('[+] %s: %s (mac ok)' % (name, text))


def main():
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(('0.0.0.0', 31337))
    s.listen(2)
    print('[*] listening on 31337')
    conns = []
    for name in 'XY':
        c, a = s.accept()
        print('[*] %s from %s:%d' % (name, *a))
        conns.append((name, c))
    chans = []
    # both are here: challenge them. The nonce is fresh for each session.
    for name, c in conns:
        nonce = new_nonce()
        c.sendall(nonce)
        chans.append((name, Channel(c, nonce, True)))
        print('[*] challenged %s: %s' % (name, nonce.hex()))
    ts = [threading.Thread(target=serve, args=nc) for nc in chans]
    [t.start() for t in ts]
    [t.join() for t in ts]
    verdict = ' received before '.join(ARRIVED)
    print('[*] ' + verdict)
    for name, chan in chans:
        chan.send(verdict)
        chan.sock.close()


if __name__ == '__main__':
    main()
