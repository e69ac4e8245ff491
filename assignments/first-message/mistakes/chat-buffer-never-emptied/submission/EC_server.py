# one buffer for both clients
import socket
import threading

buffer = ''
lock = threading.Lock()
conns = {}

def reader(name, other):
    global buffer
    while True:
        try:
            data = conns[name].recv(1024).decode()
        except OSError:
            return
        if not data:
            return
        with lock:
            buffer += data
            if buffer[-1] == '\n':
                print(name + ': ' + buffer.strip())
                conns[other].sendall(buffer.encode())
                if buffer.splitlines()[-1] == 'Bye':
                    for c in conns.values():
                        c.shutdown(socket.SHUT_RDWR)
                    return

s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('', 12000))
s.listen(2)
for n in 'XY':
    conns[n], _ = s.accept()
threading.Thread(target=reader, args=('X', 'Y')).start()
threading.Thread(target=reader, args=('Y', 'X')).start()
