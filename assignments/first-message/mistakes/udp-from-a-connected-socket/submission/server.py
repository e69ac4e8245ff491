# CST 311 Programming Assignment 2 - server
# Why we need multithreading: recv() blocks until its client says something. With only one
# thread the server would be stuck waiting for client X while client Y may already have sent its
# message, so we could not tell who was first. A thread for each client lets us wait for both.

import socket
import threading

# UDP socket of the server
sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sock.bind(("", 12000))
print("server up")
messages = []           # shared
done = threading.Event()

def worker():
    """Takes messages until both clients were heard."""
    names = "XY"
    while len(messages) < 2:
        data, addr = sock.recvfrom(1024)
        name = names[len(messages)]
        messages.append((name, data.decode(), addr))
        print("from", name, data.decode())
    done.set()

threading.Thread(target=worker).start()
done.wait()
a, b = messages
answer = f"{a[0]}: {a[1]} received before {b[0]}: {b[1]}"
# acknowledge
for m in messages:
    sock.sendto(answer.encode(), m[2])
print("sent", answer)
