# PA2
#
# Why multithreading?  accept() and recv() both block.  If the server waited in recv() for X, a
# message of Y that comes earlier would just lie in the buffer and we could not say who was first.
# So each client gets a thread of its own.
from socket import *
from threading import Thread, Lock

PORT = 12000
order = []
lock = Lock()

# one thread for each client
def handle(conn, name):
    msg = conn.recv(1024).decode()
    lock.acquire()
    order.append((name, msg))       # shared list
    lock.release()
    print("Received from", name, ":", msg)

def server():
    s = socket(AF_INET, SOCK_STREAM)
    s.bind(('', PORT))
    s.listen(2)
    print("Server ready")
    # get both before we start the threads
    c1, a1 = s.accept()
    c2, a2 = s.accept()
    t1 = Thread(target=handle, args=(c1, "X"))
    t2 = Thread(target=handle, args=(c2, "Y"))
    t1.start(); t2.start()
    t1.join(); t2.join()
    reply = "%s: %s received before %s: %s" % (order[0] + order[1])
    print(reply)
    c1.send(reply.encode()); c2.send(reply.encode())
    c1.close(); c2.close(); s.close()

def client():
    s = socket(AF_INET, SOCK_STREAM)
    s.connect(('localhost', PORT))
    msg = input("Enter your message: ")
    s.send(msg.encode())
    print("Sent", msg)
    print("From server:", s.recv(1024).decode())
    s.close()

# what should we be?
what = input("Run as (s)erver or (c)lient? ")
if what == 's':
    server()
elif what == 'c':
    client()
else:
    print("s or c only")
