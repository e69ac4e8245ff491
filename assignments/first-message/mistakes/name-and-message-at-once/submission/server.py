# Tells two clients whose message came first.
# Multithreading is needed because recv() blocks: while the server waits for one client, it could
# not hear the other one, who may well be the first to speak.
import socket
import threading

lock = threading.Lock()
messages = []

both = threading.Barrier(2)


def serve(conn):
    """Log one client in, receive its message, and tell it who was first."""
    name = conn.recv(100).decode()
    print(name, "is connected")
    text = conn.recv(1024).decode()
    with lock:
        messages.append(name + ": " + text)
    print("Received from " + name + ": " + text)
    both.wait()  # both have spoken
    answer = messages[0] + " received before " + messages[1]
    conn.sendall(answer.encode())
    print("Sent to " + name + ": " + answer)
    conn.close()


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("", 12000))
listener.listen(2)
print("Ready")
for _ in range(2):
    conn, addr = listener.accept()
    # a thread for each client
    threading.Thread(target=serve, args=(conn,)).start()
