# CST 311 Programming Assignment 2 - server
# Why we need multithreading: recv() blocks until its client says something. With only one
# thread the server would be stuck waiting for client X while client Y may already have sent its
# message, so we could not tell who was first. A thread for each client lets us wait for both.

import socket
import threading

lock = threading.Lock()
order = []      # (name, message) in the order of arrival, shared by the threads

def handle(conn, name):
    """Wait for the message of one client."""
    msg = conn.recv(1024).decode().strip()
    with lock:
        order.append((name, msg))
    print("Received from %s: %s" % (name, msg))

# accept both clients first
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('', 12000))
s.listen(2)
print("The server is ready")
connX, _ = s.accept()
connY, _ = s.accept()

# one thread each
t1 = threading.Thread(target=handle, args=(connX, "X"))
t2 = threading.Thread(target=handle, args=(connY, "Y"))
t1.start()
t2.start()
t1.join()
t2.join()

reply = "%s: %s received before %s: %s" % (order[0] + order[1])
# tell both
connX.send((reply + "\n").encode())
connX.send((reply + "\n").encode())
print("Sent to both: " + reply)
connX.close()
connY.close()
s.close()
