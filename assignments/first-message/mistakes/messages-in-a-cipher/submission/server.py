# Threads are needed because recv() blocks: while the server waits for one client in it, it would not
# notice that the other one speaks first.
import socket
import threading
from secret import encrypt, decrypt

results = []


# one thread for each client runs this
def worker(conn, name):
    message = decrypt(conn.recv(1024))
    results.append((name, message))
    print('%s says %s' % (name, message))


# wait for both clients
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('0.0.0.0', 12000))
s.listen(5)
a, _ = s.accept()
b, _ = s.accept()

# then listen to both
threads = [threading.Thread(target=worker, args=x) for x in ((a, 'X'), (b, 'Y'))]
for t in threads:
    t.start()
for t in threads:
    t.join()

# tell both who was first
answer = '%s: %s received before %s: %s' % (results[0] + results[1])
print(answer)
for conn in (a, b):
    conn.sendall(encrypt(answer))
    conn.close()
s.close()
