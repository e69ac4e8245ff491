# server.py
#
# Multithreading is needed because both clients must be able to send while the server waits for the
# other one. Every thread receives from one client. The barrier makes sure that no thread goes on
# before both messages are there.
import socket
import threading

both = threading.Barrier(2)
finished = []       # names in the order in which the threads finish


def receive(name, conn, texts):
    """Thread of one client."""
    texts[name] = conn.recv(1024).decode()
    print("received", texts[name], "from", name)
    both.wait()
    print(name, "is complete")
    finished.append(name)


listener = socket.create_server(("", 12000))
conns = {"X": listener.accept()[0]}
conns["Y"] = listener.accept()[0]
# both are connected, start their threads
texts = {}
threads = [threading.Thread(target=receive, args=(n, c, texts)) for n, c in conns.items()]
for t in threads:
    t.start()
for t in threads:
    t.join()
a, b = finished
reply = f"{a}: {texts[a]} received before {b}: {texts[b]}"
for conn in conns.values():
    conn.sendall(reply.encode())
    conn.close()
print("replied", reply)
