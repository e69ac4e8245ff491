# ike willow
# server for "who was first"
#
# why multi threading: socket.recv blocks the thread that calls it. there are two clients and no
# one knows which one sends first, so there have to be two threads, each blocked in its own recv.
# the main thread only looks from time to time if both are finished.

import socket
import threading
import time

TICK = 0.1      # seconds

log = []


def client_thread(name, sock):
    # append() is atomic in python so that no lock is needed
    log.append(name + ': ' + str(sock.recv(1024), 'utf8'))
    print('>>', log[-1])


listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(('', 12000))
listener.listen(2)
listener.setblocking(False)
print('waiting for clients')

# poll until two have connected
socks = []
while len(socks) < 2:
    try:
        sock, _ = listener.accept()
        sock.setblocking(True)
        socks.append(sock)
        print('client number', len(socks), 'is here')
    except BlockingIOError:
        time.sleep(TICK)

for name, sock in zip('XY', socks):
    threading.Thread(target=client_thread, args=(name, sock)).start()

# poll until both have sent
while len(log) < 2:
    time.sleep(TICK)

result = log[0] + ' received before ' + log[1]
print('result:', result)
for sock in socks:
    sock.sendall(bytes(result, 'utf8'))
    sock.close()
listener.close()
