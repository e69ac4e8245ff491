# EC_client.py: the chat client
import os
import sys
import threading
from socket import *

# connect to the server
s = socket(AF_INET, SOCK_STREAM)
s.connect((sys.argv[1] if len(sys.argv) > 1 else 'localhost', 12000))

# thread: show what the other client says
def listen():
    try:
        for line in s.makefile():
            print(line.strip(), flush=True)
            if "Bye" in line:
                break
    except OSError:
        pass
    print("Chat is over", flush=True)
    os._exit(0)

threading.Thread(target=listen).start()
# main thread: send what is typed
try:
    while True:
        line = input()
        s.sendall((line + "\n").encode())
        print("Me: " + line)
except (EOFError, OSError):
    pass
