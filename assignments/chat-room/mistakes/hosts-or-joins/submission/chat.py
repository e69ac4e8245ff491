# One program for three: it asks whether to host the room or to join it.
#
# Each client has a thread, since recv() sleeps until that very client has spoken.

import os, socket, sys, threading
def server():
    ls = socket.socket()
    ls.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    ls.bind(('', 12000))
    ls.listen(2)
    print('The server is waiting to receive two connections....')
    x, _ = ls.accept()
    print('Accepted first connection, calling it client X')
    y, _ = ls.accept()
    print('Accepted second connection, calling it client Y')
    x.sendall(b'Client X has connected.\n')
    y.sendall(b'Client Y has connected.\n')
    print('Waiting to receive messages from client X and client Y....')
    firsts = []
    m = threading.Lock()
    def serve(n, c, o):
        first = True
        while True:
            try:
                d = c.recv(1024)
            except OSError:
                break
            if not d:
                break
            t = d.decode().strip()
            if first:
                first = False
                with m:
                    firsts.append(n + ': ' + t)
                    if len(firsts) == 2:
                        for k in (x, y):
                            k.sendall((' received before '.join(firsts) + '\n').encode())
                continue
            o.sendall((n + ': ' + t + '\n').encode())
            if t == 'Bye':
                break
        for k in (x, y):
            try: k.shutdown(2)
            except OSError: pass
    ts = [threading.Thread(target=serve, args=a) for a in (('X', x, y), ('Y', y, x))]
    for t in ts: t.start()
    for t in ts: t.join()
    print('Waiting a bit for clients to close their connections')
    x.close(); y.close()
    print('Done.')

def client():
    s = socket.create_connection(('localhost', 12000))
    print(s.recv(1024).decode().strip())
    def rx():
        while True:
            try: d = s.recv(1024)
            except OSError: break
            if not d: break
            print(d.decode().strip())
        sys.stdout.flush()
        os._exit(0)
    threading.Thread(target=rx).start()
    s.sendall(input('Enter a message to send to the server: ').encode())
    while True:
        s.sendall(input().encode())
choice = input("Do you want to host or join a room? [h/j] ").strip().lower()
if choice == 'h': server()
else: client()
