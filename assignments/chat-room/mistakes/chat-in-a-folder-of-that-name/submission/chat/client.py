import os
import socket
import threading

client = socket.create_connection(("localhost", 12002))


def receive():
    for line in client.makefile("r"):
        print("\r" + line, end="> ", flush=True)
    print("\nThe chat has ended.", flush=True)
    os._exit(0)


threading.Thread(target=receive).start()
while True:
    text = input("> ")
    print("Me: " + text)
    client.sendall(f"{text}\n".encode())
