import socket
from threading import Thread
from common import CLOSE, TEXT, receive, send


def show(sock):
    while True:
        kind, text = receive(sock)
        if kind == CLOSE:
            return
        print("server >", text)


sock = socket.create_connection(("localhost", 31337))
print("server >", receive(sock)[1])
send(sock, TEXT, input("Enter a message to send to the server: "))
show(sock)
sock.close()
