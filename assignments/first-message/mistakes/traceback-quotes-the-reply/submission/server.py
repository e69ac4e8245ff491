# server.py
#
# We need multithreading because each of the two clients has to be waited for, and a thread
# that waits can do nothing else.
import socket
import threading

messages = []
connections = []
lock = threading.Lock()


def receive(name, conn):
    text = conn.recv(1024).decode()
    print("got", text, "from", name)
    with lock:
        messages.append(name + ": " + text)
        # when both are there, tell both clients
        if len(messages) == 2:
            reply = messages[1] + " received before " + messages[2]
            print(reply)
            for c in connections:
                c.sendall(reply.encode())


s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", 12000))
s.listen(2)
# two connections ...
for i in range(2):
    conn, addr = s.accept()
    connections.append(conn)
# ... and then two threads
for name, conn in zip("XY", connections):
    threading.Thread(target=receive, args=(name, conn)).start()
