# Extra credit: chat client for X and Y
import os
import socket
import threading

sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.connect(("localhost", 12000))
print("You can chat now. Bye ends the chat.")

# prints what the other one says, in a thread because input() blocks
def show():
    while True:
        data = sock.recv(1024)
        if not data:
            break
        print("Other:", data.decode())
    print("Chat is over")
    os._exit(0)

threading.Thread(target=show).start()
# read the keyboard for ever
while True:
    text = input()
    sock.sendall(text.encode())
    print("Me:", text)
