import threading
import time
from socket import *
MAX = 2
PORT = 12000
""" PA 3 server
This file needs two threads running because each of the receive calls waits on its own client; if they'd run in just the one main
line of execution then we'd always be asking client 1 first, and a quicker client 2 would be reported as second. """
conn_list = [] ; addr_list = [] ; sentences = [] ; who_list = []
sema = threading.Semaphore()
def listen_client(idx):
    # wait here for client number idx
    s = conn_list[idx].recv(1024).decode()
    sema.acquire()
    sentences.append(s)
    who_list.append('XY'[idx])
    sema.release()
    print('%s> %s' % ('XY'[idx], s))
def send_client(idx, what):
    # tells the client the result
    conn_list[idx].send(what.encode())
    print('%s< %s' % ('XY'[idx], what))
    conn_list[idx].close()
if __name__ == "__main__":
    ss = socket(AF_INET, SOCK_STREAM)
    ss.bind(('', PORT))
    ss.listen(MAX)
    for i in range(MAX):
        c, a = ss.accept()
        conn_list.append(c)
        addr_list.append(a)
        print('accepted', a)
    time.sleep(1)
    tlist = []
    for i in range(MAX):
        tlist.append(threading.Thread(target=listen_client, args=[i]))
    for th in tlist:
        th.start()
    for th in tlist:
        th.join()
    # results
    r = who_list[0] + ' : ' + sentences[0] + ' received before ' + who_list[1] + ' : ' + sentences[1]
    for i in range(MAX):
        send_client(i, r)
    ss.close()
