# server.py
#
# Multithreading: recv() stops the program until a message comes, so each client needs its own
# thread, otherwise the second client would have to wait for the first one.
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
            first, second = messages[1], messages[2]
            reply = first + " received before " + second
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
