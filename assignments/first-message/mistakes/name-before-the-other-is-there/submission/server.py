# Tells two clients whose message came first.
# Multithreading is needed because recv() blocks: while the server waits for one client, it could
# not hear the other one, who may well be the first to speak.
import socket
import threading

lock = threading.Lock()
messages = []

def listen(conn, name):
    """Receive the message of one client."""
    text = conn.recv(1024).decode()
    with lock:
        messages.append(name + ": " + text)
    print("Received from " + name + ": " + text)


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("", 12000))
listener.listen(2)
print("Ready")

# everybody logs in first
clients = []
while len(clients) < 2:
    conn, addr = listener.accept()
    name = conn.recv(100).decode()
    print(name, "is connected from", addr)
    clients.append((conn, name))

# both are here: a thread for each
threads = [threading.Thread(target=listen, args=client) for client in clients]
for t in threads:
    t.start()
for t in threads:
    t.join()

answer = messages[0] + " received before " + messages[1]
for conn, name in clients:
    conn.sendall(answer.encode())
    print("Sent to " + name + ": " + answer)
    conn.close()
