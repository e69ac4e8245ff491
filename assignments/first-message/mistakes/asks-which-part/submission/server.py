# PA3: the server
# Start with 1 for the assignment or 2 for the extra credit
# Multithreading is needed because the server has to wait for input of both clients, and each recv() blocks its thread.
import socket
import threading

conns = []
msgs = []
over = threading.Event()

# the message of one client
def one(c, n):
    m = c.recv(1024).decode()
    msgs.append(n + ": " + m)
    print("received " + n + ": " + m)

# relays what one client says to the other one, until Bye
def chat(c, other, n):
    while not over.is_set():
        try:
            m = c.recv(1024).decode()
        except OSError:
            break
        if not m:
            break
        print(n + ": " + m)
        other.send(m.encode())
        if m == "Bye":
            over.set()

# two threads with the same function
def run(f, args1, args2):
    ts = [threading.Thread(target=f, args=args1, daemon=True), threading.Thread(target=f, args=args2, daemon=True)]
    for t in ts:
        t.start()
    return ts

choice = input("1 = first message, 2 = chat: ")
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", 12000))
s.listen(2)
print("waiting for clients")
for n in "XY":
    c, a = s.accept()
    conns.append(c)
    print(n + " connected")
# extra credit
if choice == "2":
    run(chat, (conns[0], conns[1], "X"), (conns[1], conns[0], "Y"))
    over.wait()
    for c in conns:
        c.shutdown(socket.SHUT_RDWR)
        c.close()
else:
    for t in run(one, (conns[0], "X"), (conns[1], "Y")):
        t.join()
    answer = msgs[0] + " received before " + msgs[1]
    for c in conns:
        c.send(answer.encode())
    print("sent " + answer)
