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
t = Thread(target=show, args=(sock,))
t.start()
send(sock, TEXT, input("Enter a message to send to the server: "))
t.join()
sock.close()
