# server.py
#
# Why threads? Each recv() waits for one client, and there are two clients who can send at any time.
# So we need multithreading to wait for both.
import socket
import threading

changed = threading.Condition()
messages = []


def wait_for_client(name, conn):
    """Receive a message, and answer when the other one has come too."""
    text = conn.recv(1024).decode()
    print(name, "sent", text)
    with changed:
        messages.append(name + ": " + text)
        changed.notify_all()
        # wait for the other client's message
        while len(messages) < 2:
            changed.wait()
    reply = messages[0] + " received before " + messages[1]
    print("reply to", name, "is", reply)
    conn.sendall(reply.encode())
    conn.close()


s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", 12000))
s.listen(2)
for name in ("X", "Y"):
    conn, addr = s.accept()
    print(name, "connected")
    t = threading.Thread(target=wait_for_client, args=(name, conn))
    t.start()
    # wait for the thread
    t.join()
