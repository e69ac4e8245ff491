# server.py
# Assignment 2: two clients, who speaks first?
#
# Why multithreading: a single thread that sleeps in recv() on one client cannot hear the other one.
# Threads solve this; here the same is done with select(), which waits for both sockets at once and
# tells which one has data, so there is no need for a lock.
import select
import socket

PORT = 12000

server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("", PORT))
server.listen(2)
print("Server waits for X and Y")

# first both connections ...
x, _ = server.accept()
print("X is here")
y, _ = server.accept()
print("Y is here")
names = {x: "X", y: "Y"}

# ... and only now the messages
arrived = []
waiting = [x, y]
while waiting:
    ready, _, _ = select.select(waiting, [], [])
    for conn in ready:
        text = conn.recv(1024).decode()
        print(names[conn], "sent", text)
        arrived.append(names[conn] + ": " + text)
        waiting.remove(conn)

# same answer for both
answer = " received before ".join(arrived)
print("Answer:", answer)
for conn in names:
    conn.sendall(answer.encode())
    conn.close()
server.close()
