# Assignment 2: server
# Threads: recv() blocks, and the server does not know which of X and Y will speak first. So each
# of them gets a thread that blocks in its own recv().
import socket
import threading

arrivals = []                      # (client, message) as they came
guard = threading.Lock()


def receiver(client, conn):
    # wait for what this client has to say
    message = conn.recv(2048).decode().strip()
    with guard:
        arrivals.append((client, message))
        print(f"received from {client}: {message}")


welcome = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
welcome.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
welcome.bind(("0.0.0.0", 12000))
welcome.listen(2)
# nobody is heard before both are connected
x, _ = welcome.accept()
y, _ = welcome.accept()
pool = [threading.Thread(target=receiver, args=(c, s)) for c, s in (("X", x), ("Y", y))]
for thread in pool:
    thread.start()
for thread in pool:
    thread.join()
# the first entry of the list is the message that was first
who, what = arrivals[0]
verdict = f"{who}: {what} was received first"
print(verdict)
for s in (x, y):
    s.sendall(verdict.encode())
    s.close()
