# extra credit: chat server
import socket
import threading

def relay(me, other, name):
    while True:
        m = me.recv(1024).decode()
        if not m:
            break
        other.send(m.encode())
        if m == "Bye":
            break
    for c in (me, other):
        try:
            c.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


s = socket.create_server(("", 12000))
x, _ = s.accept()
y, _ = s.accept()
x.send(b"Client X has connected.")
y.send(b"Client Y has connected.")
tx = threading.Thread(target=relay, args=(x, y, "X"))
ty = threading.Thread(target=relay, args=(y, x, "Y"))
tx.start()
ty.start()
tx.join()
ty.join()
