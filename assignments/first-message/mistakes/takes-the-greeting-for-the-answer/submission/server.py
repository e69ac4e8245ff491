# We need multithreading because each recv() blocks, so the server could not
# wait for client X and client Y at the same time without a thread for each.
from socket import *
import threading

serverPort = 12000
lock = threading.Lock()
order = []          # (name, message) in the order of arrival

def handle(conn, name):
    # wait for the one message of this client
    msg = conn.recv(1024).decode()
    with lock:
        order.append((name, msg))
    print(name + ": " + msg)

s = socket(AF_INET, SOCK_STREAM)
s.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
s.bind(('', serverPort))
s.listen(2)
print("The server is ready")
c1, a1 = s.accept()
c2, a2 = s.accept()
# say hello to both
c1.send(b'Welcome, you are client X\n')
c2.send(b'Welcome, you are client Y\n')
t1 = threading.Thread(target=handle, args=(c1, 'X'))
t2 = threading.Thread(target=handle, args=(c2, 'Y'))
t1.start(); t2.start()
t1.join(); t2.join()
reply = "%s: %s received before %s: %s" % (order[0] + order[1])
print(reply)
c1.send(reply.encode())
c2.send(reply.encode())
c1.close(); c2.close(); s.close()
