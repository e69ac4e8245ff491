"""
CST 311 PA3 - server
Team 4
The server needs threads because recv() blocks. While we wait for X we could not hear Y.
"""
import json
import socket
import threading

HOST = ''
PORT = 12000
lock = threading.Lock()
messages = []
done = threading.Event()


def send_json(conn, kind, text):
    conn.sendall(json.dumps({"type": kind, "text": text}).encode() + b"\n")


def handle(name, f):
    line = f.readline()
    if not line:
        return
    msg = json.loads(line)
    print("Client %s sent message: %s" % (name, msg["text"]))
    with lock:
        messages.append((name, msg["text"]))
        if len(messages) == 2:
            done.set()
    f.readline()     # wait for client to close


s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind((HOST, PORT))
s.listen(2)
print("The server is waiting to receive two connections....")
x, _ = s.accept()
print("Accepted first connection, calling it client X")
y, _ = s.accept()
print("Accepted second connection, calling it client Y")
for c in (x, y):
    send_json(c, "info", "Client X has connected.")
    send_json(c, "info", "Client Y has connected.")
print("Waiting to receive messages from client X and client Y....")
tx = threading.Thread(target=handle, args=("X", x.makefile()))
ty = threading.Thread(target=handle, args=("Y", y.makefile()))
tx.start()
ty.start()
done.wait()
(a, m1), (b, m2) = messages
for c in (x, y):
    send_json(c, "result", "%s: %s received before %s: %s" % (a, m1, b, m2))
print("Waiting a bit for clients to close their connections")
tx.join()
ty.join()
x.close()
y.close()
print("Done.")
