# Multithreading: both clients can be served at once, a thread for each, since recv() blocks
# and otherwise one client would have to wait for the other.
import socket
import threading

msg = {}

def recv_thread(conn, name):
    # waits for one client
    msg[name] = conn.recv(1024).decode()
    print('Received from', name, ':', msg[name])

s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('', 5000))
s.listen(2)
x, a = s.accept()
y, a = s.accept()
# a thread for each
tx = threading.Thread(target=recv_thread, args=(x, 'X'))
ty = threading.Thread(target=recv_thread, args=(y, 'Y'))
tx.start(); ty.start()
tx.join(); ty.join()
# both are told the same
reply = msg['X'] + ' received before ' + msg['Y']
x.send(reply.encode()); y.send(reply.encode())
print('Sent:', reply)
x.close(); y.close()
