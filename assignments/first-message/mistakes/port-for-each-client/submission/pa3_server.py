# PA3 server
#
# Two doors: client X comes to port 12000 and client Y comes to port 12001
#
# why multithreading: we have 2 accept() calls and 2 recv() calls that all block. When the program is blocked at one
# of them nothing else could happen. With a thread for each client they run independently and we can see who is first.
from socket import *
from threading import Thread, Event, Lock

ready = {'X': Event(), 'Y': Event()}
socks = {}
inbox = []
lk = Lock()

# open the door and accept one client
def door(letter, port):
    d = socket(AF_INET, SOCK_STREAM)
    d.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    d.bind(('', port))
    d.listen(1)
    print('Waiting for', letter, 'on port', port)
    conn, addr = d.accept()
    d.close()
    socks[letter] = conn
    print(letter, 'connected', addr)
    ready[letter].set()
    # nobody reads until both doors had a guest
    ready['X'].wait()
    ready['Y'].wait()
    m = conn.recv(1024).decode()
    lk.acquire()
    inbox.append(letter + ': ' + m)
    print('Got from', letter + ':', m)
    lk.release()

tx = Thread(target=door, args=('X', 12000))
ty = Thread(target=door, args=('Y', 12001))
tx.start()
ty.start()
tx.join()
ty.join()
final = inbox[0] + ' received before ' + inbox[1]
print('Final:', final)
for l in socks:
    socks[l].send(final.encode())
    socks[l].close()
