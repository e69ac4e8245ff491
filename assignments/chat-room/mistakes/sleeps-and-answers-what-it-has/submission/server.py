import socket
import threading
import time

lock = threading.Lock()
messages = []
both = threading.Event()


def listen(conn, name):
    text = conn.recv(1024).decode()
    with lock:
        messages.append((name, text))
        if len(messages) == 2:
            both.set()


server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("", 12000))
server.listen(2)
print("The server is waiting to receive two connections....")
x, _ = server.accept()
print("Accepted first connection, calling it client X")
y, _ = server.accept()
print("Accepted second connection, calling it client Y")
for c in (x, y):
    c.send(b"Client X has connected.\nClient Y has connected.\n")
print("Waiting to receive messages from client X and client Y....")
tx = threading.Thread(target=listen, args=(x, "X"))
ty = threading.Thread(target=listen, args=(y, "Y"))
tx.start()
ty.start()
time.sleep(3)
reply = "%s: %s received before %s: %s" % (messages[0] + messages[1])
for c in (x, y):
    c.send(reply.encode())
print("Waiting a bit for clients to close their connections")
time.sleep(1)
x.close()
y.close()
tx.join()
ty.join()
print("Done.")
