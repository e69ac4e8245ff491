import os
import select
import socket
import sys
import threading

done = threading.Event()
sock = socket.create_connection(("localhost", 12000))
print(sock.recv(1024).decode().strip())
wake_r, wake_w = os.pipe()


def listen():
    while True:
        data = sock.recv(1024)
        if not data:
            break
        print(data.decode().strip())
    done.set()
    os.write(wake_w, b"x")


t = threading.Thread(target=listen)
t.start()
print("Enter a message to send to the server: ", end="", flush=True)
while not done.is_set():
    ready, _, _ = select.select([sys.stdin, wake_r], [], [])
    if wake_r in ready:
        break
    line = sys.stdin.readline()
    if not line:
        break
    try:
        sock.sendall(line.encode())
    except OSError:
        break
    print("me:", line.strip())
    print("Enter a message to send to the server: ", end="", flush=True)
t.join()
sock.close()
