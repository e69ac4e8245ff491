# client.py, for X and for Y
import os
from socket import *
from threading import Thread


# prints what the other client says
def listen(s):
    while True:
        try:
            text = s.recv(1024).decode()
        except OSError:
            break
        if not text:
            break
        print("Other: " + text)
    print("chat is over", flush=True)
    os._exit(0)


print("1) Message order")
print("2) Extra credit: chat")
choice = input("Which one? ")
s = socket(AF_INET, SOCK_STREAM)
s.connect(("localhost", 12000))
if choice == "2":
    Thread(target=listen, args=(s,)).start()
    # every line is a message
    while True:
        line = input()
        s.send(line.encode())
        print("Me: " + line)
else:
    line = input("Message: ")
    s.send(line.encode())
    print("Sent: " + line)
    print("From server: " + s.recv(1024).decode())
    s.close()
