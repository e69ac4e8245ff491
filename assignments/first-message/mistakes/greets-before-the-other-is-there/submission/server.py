# Why multithreading is needed: recv() blocks, so a server with one thread would wait for one client while
# the other one's message comes in. One thread per client shares the list of messages under a lock.
import socket
import threading

messages = []
lock = threading.Lock()
both_here = threading.Event()
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


def serve(sock, number):
    """Thread of one client: log-in first; the message only once both are connected."""
    assert get(sock) == "HELLO"
    name = "XY"[number - 1]
    put(sock, name)
    with lock:
        clients[name] = sock
        if len(clients) == 2:
            both_here.set()
    both_here.wait()
    put(sock, "GO")
    # now the message
    text = get(sock)
    with lock:
        messages.append((name, text))
        print("Message of %s: %s" % (name, text))
        if len(messages) == 2:
            both_said.set()
    both_said.wait()
    reply = "%s: %s received before %s: %s" % (messages[0] + messages[1])
    print("To %s: %s" % (name, reply))
    put(sock, reply)
    sock.close()


# TCP socket
listener = socket.create_server(("", 12000))
print("Server is ready")
threads = []
for number in (1, 2):
    sock, address = listener.accept()
    # each logs in as soon as it is connected
    t = threading.Thread(target=serve, args=(sock, number))
    t.start()
    threads.append(t)
for t in threads:
    t.join()
