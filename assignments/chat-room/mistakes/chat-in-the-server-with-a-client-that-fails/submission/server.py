"""Server with the chat extra credit."""
import socket
import threading

lock = threading.Lock()
conns = {}
first = []           # (name, message), in order of arrival
answered = threading.Event()
closing = False


def say_all(text):
    for c in conns.values():
        c.sendall((text + "\n").encode())


def serve(name, other):
    """One thread per client."""
    buf = b""
    while True:
        data = conns[name].recv(4096)
        if not data:
            return
        buf += data
        # lines if there are some, or whatever came
        parts = buf.split(b"\n")
        buf = b""
        for part in parts:
            text = part.decode(errors="replace").strip()
            if text and not handle(name, other, text):
                return


def handle(name, other, text):
    with lock:
        if not answered.is_set():
            if name not in [n for n, _ in first]:
                first.append((name, text))
                if len(first) == 2:
                    (a, m), (b, k) = first
                    say_all(f"{a}: {m} received before {b}: {k}")
                    answered.set()
            return True
        if text == "Bye":
            hang_up()
            return False
        conns[other].sendall(f"{name}: {text}\n".encode())
        return True


def hang_up():
    say_all("Please close your connection.")
    print("Waiting a bit for clients to close their connections")
    for c in conns.values():
        try:
            c.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


listener = socket.create_server(("0.0.0.0", 12000))
print("The server is waiting to receive two connections....")
for n, name in (("first", "X"), ("second", "Y")):
    conns[name], _ = listener.accept()
    print(f"Accepted {n} connection, calling it client {name}")
say_all("Client X has connected.")
say_all("Client Y has connected.")
print("Waiting to receive messages from client X and client Y....")
threads = [threading.Thread(target=serve, args=a) for a in (("X", "Y"), ("Y", "X"))]
for t in threads:
    t.start()
for t in threads:
    t.join()
for c in conns.values():
    c.close()
print("Done.")
