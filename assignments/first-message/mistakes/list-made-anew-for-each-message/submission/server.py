# We need multithreading because recv() blocks: while the server waits for X it could not
# hear Y, so each client gets its own thread and both can speak at any time.
import socket
import threading


class Log:
    # the messages, in the order in which they came
    def __init__(self):
        self._lock = threading.Lock()
        self._messages = []

    # called by the thread of each client
    def add(self, who, text):
        with self._lock:
            self._messages = []
            self._messages.append((who, text))
            print("noted", who, text)

    def complete(self):
        return len(self._messages) == 2

    def result(self):
        (a, m), (b, n) = self._messages
        return f"{a}: {m} received before {b}: {n}"


# thread of a client: one message, then wake the main thread if both are there
def work(conn, name, log, done):
    text = conn.recv(1024).decode()
    log.add(name, text)
    if log.complete():
        done.set()


def main():
    log = Log()
    done = threading.Event()
    s = socket.socket()
    s.bind(("", 12000))
    s.listen(2)
    # accept both before anybody is listened to
    conns = []
    for name in "XY":
        c, a = s.accept()
        conns.append(c)
        print("connected", name)
    for c, name in zip(conns, "XY"):
        threading.Thread(target=work, args=(c, name, log, done)).start()
    done.wait()
    for c in conns:
        c.send(log.result().encode())
        c.close()


main()
