from socket import *
from threading import Event, Lock, Thread

messages = []
lock = Lock()
both = Event()


def send(conn, text):
    conn.sendall((text + "\n").encode())


def listen(conn, name):
    text = conn.recv(1024).decode().strip()
    with lock:
        messages.append(f"{name}: {text}")
        if len(messages) == 1:
            send(conn, "Message received. Waiting for the other client before announcing the order...")
        else:
            both.set()
    while conn.recv(1024):
        pass


server = socket(AF_INET, SOCK_STREAM)
server.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
server.bind(("", 12000))
server.listen(2)
print("The server is waiting to receive two connections....")
x, _ = server.accept()
print("Accepted first connection, calling it client X")
send(x, "Welcome! Please wait until client Y has connected.")
y, _ = server.accept()
print("Accepted second connection, calling it client Y")
for conn in (x, y):
    send(conn, "Client X has connected.")
    send(conn, "Client Y has connected.")
    send(conn, "START")
print("Waiting to receive messages from client X and client Y....")
threads = [Thread(target=listen, args=each) for each in ((x, "X"), (y, "Y"))]
for thread in threads:
    thread.start()
both.wait()
for conn in (x, y):
    send(conn, " received before ".join(messages))
print("Waiting a bit for clients to close their connections")
for conn in (x, y):
    conn.shutdown(SHUT_WR)
for thread in threads:
    thread.join()
x.close()
y.close()
print("Done.")
