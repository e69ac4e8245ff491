# extra credit client
import socket, threading, sys
s = socket.socket()
s.connect(("localhost", 12000))
print(s.recv(1024).decode())
def reader():
    while True:
        m = s.recv(1024).decode()
        if m == "":
            break
        print("\n" + m)
threading.Thread(target=reader, daemon=True).start()
while True:
    m = input("> ")
    print("me: " + m)
    s.send(m[:-1].encode())  # without the newline
    if m == "Bye":
        break
s.close()
