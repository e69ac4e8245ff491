# A thread per client is necessary, because otherwise the second client must wait for the first.
import socket
import threading

lock = threading.Lock()
inbox = []

# one thread for each client waits here for its message
def receive(name, conn):
    msg = conn.recv(1024).decode()
    with lock:
        inbox.append((name, msg))
    print(f'{name}: {msg}')

listener = socket.create_server(('', 12000))
print('Server started')
clients = []
for name in ('X', 'Y'):
    conn, addr = listener.accept()
    print(f'{name} connected: {addr}')
    clients.append((name, conn))

# both are connected: start the threads and wait for them
threads = [threading.Thread(target=lambda: receive(name, conn)) for _ in clients]
for t in threads:
    t.start()
for t in threads:
    t.join()

# the list is in the order of arrival
(a, ma), (b, mb) = inbox
reply = f'{a}: {ma} received before {b}: {mb}'
print('reply:', reply)
for name, conn in clients:
    conn.sendall(reply.encode())
    conn.close()
