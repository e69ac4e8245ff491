# server.py: message order and chat in one program
#
# Multithreading is needed as both clients may write at any time and recv() blocks; each client is
# heard by a thread of its own. What they share (the first messages) is protected by a lock.
import socket
import threading

lock = threading.Lock()
first_messages = {}     # name -> first message, in order of arrival


def serve(name, me, other):
    """Relay what one client says; announce the order once both have spoken."""
    while True:
        try:
            text = me.recv(1024).decode()
        except OSError:
            break
        if text == "":
            break
        print(name, "says", text)
        other.sendall((text + "\n").encode())
        if text.strip() == "Bye":
            break
        with lock:
            # only the very first message of each client counts for the order
            if name not in first_messages:
                first_messages[name] = text
                if len(first_messages) == 2:
                    (a, b), (c, d) = first_messages.items()
                    order = f"{a}: {b} received before {c}: {d}\n"
                    print("Announcing", order)
                    me.sendall(order.encode())
                    other.sendall(order.encode())
    # both sides are told that it is over
    for conn in (me, other):
        try:
            conn.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


with socket.create_server(("", 12000)) as listener:
    x, _ = listener.accept()
    y, _ = listener.accept()
print("X and Y are connected")
threading.Thread(target=serve, args=("X", x, y)).start()
threading.Thread(target=serve, args=("Y", y, x)).start()
