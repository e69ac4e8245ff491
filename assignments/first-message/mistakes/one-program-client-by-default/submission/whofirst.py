"""Who was first?  Both sides in one file.

    python3 whofirst.py server      in the first terminal
    python3 whofirst.py             in two more

Multithreading: reading from a socket blocks the thread that does it.  The server cannot know which
client will speak first, so it waits for each in a thread of its own; the threads share a list.
"""
import socket
import sys
import threading

PLACE = ("localhost", 12000)


def server():
    """Take two clients, then their messages as they come, and tell both."""
    arrived = []
    lock = threading.Lock()

    def listen(name, conn):
        # one thread of these for each client
        text = conn.recv(1024).decode()
        with lock:
            arrived.append(name + ": " + text)
            print("message", len(arrived), "is", arrived[-1])

    door = socket.create_server(PLACE)
    print("waiting for two clients")
    conns = {name: door.accept()[0] for name in ("X", "Y")}
    print("both are here")
    threads = [threading.Thread(target=listen, args=each) for each in conns.items()]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    answer = " received before ".join(arrived)
    print("telling both:", answer)
    for conn in conns.values():
        conn.sendall(answer.encode())
        conn.close()


def client():
    """Send one line and show the answer."""
    conn = socket.create_connection(PLACE)
    text = input("Your message: ")
    conn.sendall(text.encode())
    print("sent:", text)
    print("answer:", conn.recv(1024).decode())


# whoever says nothing is a client
if len(sys.argv) > 1 and sys.argv[1] == "server":
    server()
else:
    client()
