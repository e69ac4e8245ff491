import socket
from threading import Thread, Lock, Barrier

lock = Lock()
both_spoke = Barrier(3)
heard = []


def hear(name, lines):
    said = lines.readline().rstrip("\n")
    with lock:
        heard.append((name, said))
    both_spoke.wait()


def say(file, text):
    file.write(text + "\n")
    file.flush()


with socket.socket() as listener:
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("localhost", 12000))
    listener.listen()
    print("The server is waiting to receive two connections....")
    clients = []
    for which, name in (("first", "A"), ("second", "B")):
        conn, addr = listener.accept()
        clients.append((name, conn, conn.makefile("rw")))
        print("Accepted", which, "connection, calling it client", name)

for name, conn, file in clients:
    say(file, "Client " + name + " has connected.")
print("Waiting to receive messages from client A and client B....")
threads = [Thread(target=hear, args=(name, file)) for name, conn, file in clients]
for thread in threads:
    thread.start()
both_spoke.wait()
(one, early), (two, late) = heard
for name, conn, file in clients:
    say(file, f"{one}: {early} received before {two}: {late}")
print("Waiting a bit for clients to close their connections")
for name, conn, file in clients:
    say(file, "Goodbye, please close.")
    file.read()
    file.close()
    conn.close()
for thread in threads:
    thread.join()
print("Done.")
