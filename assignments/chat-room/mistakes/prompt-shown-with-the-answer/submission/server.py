import socket
import threading

results = []
lock = threading.Lock()
both = threading.Event()


def listen(conn, name):
    message = conn.recv(1024).decode()
    with lock:
        results.append((name, message))
        if len(results) == 2:
            both.set()
    conn.recv(1024)  # nothing comes any more: this client has closed


server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("", 12000))
server.listen(2)
print("The server is waiting to receive two connections....")
x, _ = server.accept()
print("Accepted first connection, calling it client X")
y, _ = server.accept()
print("Accepted second connection, calling it client Y")
for conn in (x, y):
    conn.send(b"Client X has connected.\nClient Y has connected.\n")
print("Waiting to receive messages from client X and client Y....")
threads = [threading.Thread(target=listen, args=each) for each in ((x, "X"), (y, "Y"))]
for thread in threads:
    thread.start()
both.wait()
(first, early), (second, late) = results
for conn in (x, y):
    conn.send(f"{first}: {early} received before {second}: {late}".encode())
print("Waiting a bit for clients to close their connections")
for conn in (x, y):
    conn.shutdown(socket.SHUT_WR)
for thread in threads:
    thread.join()
x.close()
y.close()
print("Done.")
