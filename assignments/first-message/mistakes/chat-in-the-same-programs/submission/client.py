# client.py: sends lines from the keyboard, shows what comes from the server
import os
import socket
import threading

sock = socket.create_connection(("localhost", 12000))


def receive():
    """Runs in a second thread: print until the server hangs up."""
    while True:
        data = sock.recv(4096).decode()
        if not data:
            print("closed")
            os._exit(0)
        print("< " + data.strip())


threading.Thread(target=receive).start()
while True:
    # the keyboard belongs to the main thread
    line = input("message (Bye to leave): ")
    sock.sendall(line.encode())
    print("> " + line)
