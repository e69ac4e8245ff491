# We need multithreading because recv() blocks: while the server waits for client X
# it could not hear client Y. With one thread for each client whoever is first is heard first.
import socket
import threading

order = []            # (name, message), in the order of arrival
lock = threading.Lock()
conns = {}

def client_thread(conn, name):
    """receives the one message of a client and notes when it came"""
    msg = conn.recv(2048).decode()
    with lock:
        order.append((name, msg))
        print("Client %s sent: %s" % (name, msg))
    conn.send("message received".encode())

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", 12000))
s.listen(5)
threads = []
for name in "XY":
    conn, addr = s.accept()
    conns[name] = conn
for name in "XY":
    t = threading.Thread(target=client_thread, args=(conns[name], name))
    t.start()
    threads.append(t)
for t in threads:
    t.join()
answer = "%s: %s received before %s: %s" % (order[0] + order[1])
print("Sending to both:", answer)
for c in conns.values():
    try:
        c.send(answer.encode())
    except OSError:
        pass
    c.close()
s.close()
