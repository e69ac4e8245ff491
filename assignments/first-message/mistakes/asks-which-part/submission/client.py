# PA3: the client of both parts
import socket
import threading
import os

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect(("127.0.0.1", 12000))

# prints what comes, ends when the server hangs up
def hear():
    while True:
        m = s.recv(1024).decode()
        if not m:
            print("closed")
            os._exit(0)
        print("received " + m)

threading.Thread(target=hear, daemon=True).start()
# what is typed goes to the server
while True:
    m = input()
    s.send(m.encode())
    print("sent " + m)
