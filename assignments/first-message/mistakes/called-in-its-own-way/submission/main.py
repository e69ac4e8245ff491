# Who spoke first: both programs in one file.
#   Words are 'key:value' pairs in any order, 'mode' and 'at' among them.
#
# Threads are needed since recv() blocks: with one thread the server would be stuck in the recv() of
# X while Y has already spoken, and could not tell who was first.
import socket
import sys
import threading
from collections import deque


# Take the words apart, whatever their order.
def settings(words):
    waiting = deque(words)
    found = {}
    while waiting:
        key, _, value = waiting.popleft().partition(":")
        if not value:
            raise SystemExit("I take pairs of a key and a value, as in mode:... at:host/port")
        found[key] = value
    return found


# The server: both connections first, then a thread for each.
def serve(port):
    listener = socket.socket()
    listener.bind(("", port))
    listener.listen(2)
    conns = [listener.accept()[0] for _ in range(2)]
    order = []
    lock = threading.Lock()

    # what one thread does: the message, with its client, goes to the end of the list
    def hear(name, conn):
        text = conn.recv(1024).decode()
        with lock:
            order.append((name, text))
        print(name, "says", text)

    threads = [threading.Thread(target=hear, args=pair) for pair in zip("XY", conns)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reply = "%s: %s received before %s: %s" % (*order[0], *order[1])
    print(reply)
    for conn in conns:
        conn.sendall(reply.encode())
        conn.close()


# A client: its message, and what the server says of it.
def speak(host, port):
    sock = socket.create_connection((host, port))
    text = input("Message: ")
    sock.sendall(text.encode())
    print("Sent:", text)
    print("Server:", sock.recv(1024).decode())
    sock.close()


options = settings(sys.argv[1:])
host, _, port = options["at"].partition("/")
if options["mode"] == "srv":
    serve(int(port))
else:
    speak(host, int(port))
