# chat server. The lock protects the sockets.
import socket
import threading
import time

lock = threading.Lock()
end = False

def chat(me, you, name):
    global end
    while not end:
        lock.acquire()
        m = me.recv(1024).decode()
        if m:
            print(name + ': ' + m)
            you.send(m.encode())
        if m == 'Bye' or not m:
            end = True
        lock.release()
        time.sleep(0.1)

s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('', 12000))
s.listen(2)
x, a = s.accept()
y, b = s.accept()
t1 = threading.Thread(target=chat, args=(x, y, 'X'), daemon=True)
t2 = threading.Thread(target=chat, args=(y, x, 'Y'), daemon=True)
t1.start()
t2.start()
while not end:
    time.sleep(0.5)
x.close()
y.close()
