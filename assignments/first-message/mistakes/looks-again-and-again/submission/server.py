# Threads are needed because recv() blocks: one thread per client can wait while the other one speaks.
import socket
import threading
import time

listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("", 12000))
listener.listen(2)
listener.setblocking(False)
# nobody is heard before both are here
connections = []
while len(connections) < 2:
    try:
        connection, _ = listener.accept()
        connection.setblocking(False)
        connections.append(connection)
    except BlockingIOError:
        time.sleep(0.1)
print("Both clients are connected")
# look at each in turn: the first whose message is there was first
names = ["X", "Y"]
messages = []
heard = set()
while len(messages) < 2:
    for name, connection in zip(names, connections):
        if name in heard:
            continue
        try:
            text = connection.recv(1024).decode().strip()
        except BlockingIOError:
            continue
        heard.add(name)
        messages.append((name, text))
        print("From", name, ":", text)
    time.sleep(0.05)
# both get the same answer
reply = "%s: %s received before %s: %s" % (messages[0] + messages[1])
print(reply)
for connection in connections:
    connection.setblocking(True)
    connection.sendall(reply.encode())
    connection.close()
