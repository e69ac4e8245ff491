# We need multithreading because each recv() call blocks, so the server could otherwise not
# listen to both clients at the same time and know who was first.
import socket
import subprocess
import threading

PORT = 12000
order = []
lock = threading.Lock()

def get_my_ip():
    """Return the ip address of this machine"""
    # hostname -I prints all addresses of this machine, we use the first
    out = subprocess.check_output(['hostname', '-I']).decode()
    return out.split()[0]

def handle(conn, name):
    # wait for the message of this client
    msg = conn.recv(1024).decode()
    print("From client " + name + ": " + msg)
    # remember who was first
    with lock:
        order.append((name, msg))

ip = get_my_ip()
server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind((ip, PORT))
server.listen(2)
print("Server running on %s:%d" % (ip, PORT))
# accept both clients before reading anything
conns = []
for name in 'XY':
    c, a = server.accept()
    print("Client", name, "connected", a)
    conns.append((c, name))
ts = [threading.Thread(target=handle, args=x) for x in conns]
for t in ts: t.start()
for t in ts: t.join()
# tell both clients who was first
reply = "%s: %s received before %s: %s" % (order[0] + order[1])
print(reply)
for c, n in conns:
    c.send(reply.encode())
    c.close()
server.close()
