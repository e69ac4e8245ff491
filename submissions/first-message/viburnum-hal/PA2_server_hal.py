# Programming assignment 2: server
# by Hal V.
#
# Multithreading explained: imagine one waiter and two guests, and the waiter may only listen to
# one guest at a time, until this guest orders. The other one can shout as much as he likes. So
# each guest gets his own waiter (= thread). Both waiters hang the orders on the same nail (=
# orders), one at a time (= lock), and the nail has them in the right sequence.
import socket, threading

orders = []
nail = threading.Lock()

def waiter(guest, conn):
    order = conn.recv(1000)
    nail.acquire()
    orders.append((guest, order.decode()))
    print("Message of", guest, "is", order.decode())
    nail.release()

s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('', 12000))
s.listen(2)
print("open")

# wait till X and Y are both connected
x, a = s.accept()
y, a = s.accept()
print("X and Y are connected")

# now let both threads receive
tx = threading.Thread(target=waiter, args=('X', x))
ty = threading.Thread(target=waiter, args=('Y', y))
tx.start(); ty.start()
tx.join(); ty.join()

# the reply has the form "X: Alice received before Y: Bob"
reply = "{}: {} received before {}: {}".format(*(orders[0] + orders[1]))
print(reply)
x.send(reply.encode())
y.send(reply.encode())
x.close(); y.close(); s.close()
