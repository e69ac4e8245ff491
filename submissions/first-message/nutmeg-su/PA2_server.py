# CST assignment no. 2
# Server for clients X and Y (Python 2)
#
# Multithreading: a blocking recv on one client would keep us from hearing the other client. So
# every client gets a thread, and they share the list "arrived" to know who was first.
import socket
import threading

arrived = []
lock = threading.Lock()

# thread body
def getMessage(name, conn):
    msg = conn.recv(1024)
    lock.acquire()
    arrived.append(name + ": " + msg)
    lock.release()
    print "Received from", name, ":", msg

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('', 12013))
s.listen(2)
print "Server is up"

# wait for X and Y to connect
x, addr = s.accept()
print "X is", addr
y, addr = s.accept()
print "Y is", addr

tx = threading.Thread(target=getMessage, args=("X", x))
ty = threading.Thread(target=getMessage, args=("Y", y))
tx.start()
ty.start()
tx.join()
ty.join()

# the first element arrived first
answer = arrived[0] + " received before " + arrived[1]
print "Sending", answer
x.send(answer)
y.send(answer)
x.close()
y.close()
s.close()
