"""chat_server.py - extra credit by Bo Kapok

Multithreading lets the server listen to both chatters at the same time.
"""
import socket
import threading


class Chatter(threading.Thread):
    """Listens to one client and forwards its messages to the partner."""

    def __init__(self, name, sock):
        super().__init__()
        self.nick = name
        self.sock = sock
        self.partner = None

    def run(self):
        while True:
            message = self.sock.recv(1024).decode()
            # empty means that the connection is closed
            if message in ("", "Bye"):
                break
            print(self.nick, "->", self.partner.nick, message)
            self.partner.sock.sendall(message.encode())
        # the end, for both of us
        for s in (self.sock, self.partner.sock):
            try:
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


listener = socket.create_server(("", 12000))
x = Chatter("X", listener.accept()[0])
y = Chatter("Y", listener.accept()[0])
x.partner, y.partner = y, x
x.start()
y.start()
