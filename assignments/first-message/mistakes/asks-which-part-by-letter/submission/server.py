# Both parts in one server.  [M]ain part: who is first.  [E]xtra credit: chat.
# Multithreading: needed since two clients talk at the same time and recv blocks.
import socket
import threading


def accept2():
    # both connections first
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(('', 12000))
    s.listen(2)
    x = s.accept()[0]
    y = s.accept()[0]
    s.close()
    return x, y


def main_part():
    # who is first
    x, y = accept2()
    lst, lock = [], threading.Lock()

    def t(n, c):
        m = c.recv(1024).decode()
        with lock:
            lst.append(n + ': ' + m)
            print(lst[-1])

    ts = [threading.Thread(target=t, args=a) for a in (('X', x), ('Y', y))]
    for i in ts: i.start()
    for i in ts: i.join()
    r = lst[0] + ' received before ' + lst[1]
    print(r)
    x.send(r.encode())
    y.send(r.encode())


def extra_credit():
    # chat
    x, y = accept2()

    def t(n, c, o):
        while True:
            try:
                m = c.recv(1024).decode()
            except OSError:
                break
            if not m:
                break
            print(n + ': ' + m)
            o.send(m.encode())
            if m == 'Bye':
                x.shutdown(2)
                y.shutdown(2)
                break

    ts = [threading.Thread(target=t, args=a) for a in (('X', x, y), ('Y', y, x))]
    for i in ts: i.start()
    for i in ts: i.join()


choice = input('[M]ain part or [E]xtra credit? ')
if choice.upper() == 'E':
    extra_credit()
else:
    main_part()
