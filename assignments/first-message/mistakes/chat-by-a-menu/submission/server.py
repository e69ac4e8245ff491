# server.py
#
# We need multithreading because recv() blocks: while the server waits for X it would not notice that
# Y has already sent something. With a thread for each client it can wait for both at once.
from socket import *
from threading import Thread, Lock

arrived = []
lock = Lock()


# one thread per client, waits for its message
def first_message(name, conn):
    text = conn.recv(1024).decode()
    with lock:
        arrived.append((name, text))
    print("%s sent: %s" % (name, text))


# one thread per client, passes everything on
def relay(me, other):
    while True:
        try:
            text = me.recv(1024).decode()
        except OSError:
            break
        if not text:
            break
        print("relaying: %s" % text)
        other.send(text.encode())
        if text == "Bye":
            break
    # wakes the other thread, too
    for conn in (me, other):
        try:
            conn.shutdown(SHUT_RDWR)
        except OSError:
            pass


print("1) Message order")
print("2) Extra credit: chat")
choice = input("Which one? ")

s = socket(AF_INET, SOCK_STREAM)
s.bind(("", 12000))
s.listen(2)
# nothing is received before both are here
x, _ = s.accept()
print("X connected")
y, _ = s.accept()
print("Y connected")
if choice == "2":
    threads = [Thread(target=relay, args=(x, y)), Thread(target=relay, args=(y, x))]
else:
    threads = [Thread(target=first_message, args=("X", x)), Thread(target=first_message, args=("Y", y))]
for t in threads:
    t.start()
for t in threads:
    t.join()
if choice != "2":
    # tell both who was first
    (a, m1), (b, m2) = arrived
    reply = "%s: %s received before %s: %s" % (a, m1, b, m2)
    for conn in (x, y):
        conn.send(reply.encode())
    print(reply)
x.close()
y.close()
s.close()
