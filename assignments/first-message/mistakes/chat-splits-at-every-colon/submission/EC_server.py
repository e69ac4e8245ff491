# Extra credit chat server.  A message is "<name>:<text>".  Threads, because recv() blocks.
import socket
import threading

clients = {}


def serve(conn):
    while True:
        data = conn.recv(1024).decode()
        if not data:
            break
        name, text = data.split(":")
        print(name, "says", text)
        for other in clients:
            if other is not conn:
                other.sendall(data.encode())
        if text == "Bye":
            break
    for c in clients:
        try:
            c.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


s = socket.create_server(("", 12000))
for name in "XY":
    conn, _ = s.accept()
    conn.sendall(name.encode())
    clients[conn] = name
for conn in clients:
    threading.Thread(target=serve, args=(conn,)).start()
