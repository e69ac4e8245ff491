"""Chat room, client side."""
import socket
import sys
import threading


def receive(sock):
    # prints whatever the server says, until it has no more to say
    while True:
        data = sock.recv(1024)
        if not data:
            break
        print("\n" + data.decode())


sock = socket.socket()
try:
    sock.connect(("localhost", 12000))
except OSError as e:
    sys.exit(f"cannot connect: {e}")
print(sock.recv(1024).decode())  # both are here: now we may send
t = threading.Thread(target=receive, args=(sock,))
t.start()
sock.send(input("Enter a message to send to the server: ").encode())
t.join()
sock.close()
sys.exit("Connection closed, goodbye")
