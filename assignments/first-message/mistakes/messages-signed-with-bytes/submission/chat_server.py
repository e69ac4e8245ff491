# chat_server.py - extra credit. Threads: both may talk at any time, recv() blocks, so one thread per client.
import socket
import threading

from common import AuthError, Channel, new_nonce


def relay(name, src, dst):
    """thread: everything that is authentic is passed on (with a new mac)"""
    try:
        while True:
            text = src.recv()
            print('[+] %s: %s' % (name, text))
            dst.send(text)
            if text == 'Bye':
                break
    except (AuthError, EOFError, OSError) as e:
        print('[!] %s: %s' % (name, e))
    for chan in (src, dst):
        try:
            chan.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


s = socket.create_server(('', 31337))
x = s.accept()[0]
y = s.accept()[0]
chans = []
for c in (x, y):
    nonce = new_nonce()
    c.sendall(nonce)
    chans.append(Channel(c, nonce, True))
ts = [threading.Thread(target=relay, args=('X', *chans)), threading.Thread(target=relay, args=('Y', *chans[::-1]))]
[t.start() for t in ts]
[t.join() for t in ts]
x.close()
y.close()
print('[*] over')
