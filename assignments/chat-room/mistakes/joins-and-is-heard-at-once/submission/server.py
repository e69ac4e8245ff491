import socket
import threading

messages = []
lock = threading.Lock()
go = threading.Event()
both_said = threading.Event()
clients = {}


_files = {}


def get(sock):
    """the next line"""
    if sock not in _files:
        _files[sock] = sock.makefile("r")
    return _files[sock].readline().rstrip("\n")


def put(sock, text):
    """one line"""
    sock.sendall((text + "\n").encode())


def listen(sock, name):
    text = get(sock)
    with lock:
        messages.append((name, text))
        if len(messages) == 2:
            both_said.set()


server = socket.create_server(("", 12000))
print("The server is waiting to receive two connections....")
threads = []
for number, word in ((1, "first"), (2, "second")):
    sock, address = server.accept()
    name = get(sock).split()[1]  # JOIN X
    clients[name] = sock
    print("Accepted", word, "connection, calling it client", name)
    t = threading.Thread(target=listen, args=(sock, name))
    t.start()
    threads.append(t)
for sock in clients.values():
    for name in clients:
        put(sock, "Client " + name + " has connected.")
print("Waiting to receive messages from client %s and client %s...." % tuple(clients))
both_said.wait()
for sock in clients.values():
    put(sock, "%s: %s received before %s: %s" % (messages[0] + messages[1]))
    put(sock, "please close")
print("Waiting a bit for clients to close their connections")
for sock in clients.values():
    sock.recv(100)
    sock.close()
for t in threads:
    t.join()
print("Done.")
