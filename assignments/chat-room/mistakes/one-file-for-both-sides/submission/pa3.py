#!/usr/bin/env python3
"""Who was first?

    pa3.py server
    pa3.py client

Threads: a server that waits in readline() for one client is deaf for the other one. Therefore each
client has a thread; whichever receives a line first is the first in the common list.
"""
import socket
import sys
import threading

ADDRESS = ("localhost", 12000)


class Server:
    def __init__(self):
        self.order = []
        self.lock = threading.Lock()

    def run(self):
        sock = socket.socket()
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind(ADDRESS)
        sock.listen()
        print("The server is waiting to receive two connections....")
        self.files = []
        for count, name in enumerate(["X", "Y"], 1):
            connection, _ = sock.accept()
            self.files.append((name, connection.makefile("rw")))
            print("Accepted {} connection, calling it client {}".format(["", "first", "second"][count], name))
        self.send_all("Client X has connected.")
        self.send_all("Client Y has connected.")
        print("Waiting to receive messages from client X and client Y....")
        threads = [threading.Thread(target=self.hear, args=pair) for pair in self.files]
        [t.start() for t in threads]
        [t.join() for t in threads]
        self.send_all(" received before ".join(self.order))
        self.send_all("CLOSE")
        print("Waiting a bit for clients to close their connections")
        for _, file in self.files:
            file.readline()     # empty: the client has closed
            file.close()
        print("Done.")

    def hear(self, name, file):
        line = file.readline().rstrip("\n")
        with self.lock:
            self.order.append(name + ": " + line)
        print("Received from", name + ":", line)

    def send_all(self, line):
        for _, file in self.files:
            file.write(line + "\n")
            file.flush()


class Client:
    def run(self):
        self.sock = socket.create_connection(ADDRESS)
        self.file = self.sock.makefile("rw")
        print(self.file.readline().strip())
        print(self.file.readline().strip())
        thread = threading.Thread(target=self.hear)
        thread.start()
        self.file.write(input("Enter a message to send to the server: ") + "\n")
        self.file.flush()
        thread.join()
        self.file.close()
        self.sock.close()

    def hear(self):
        while True:
            line = self.file.readline().rstrip("\n")
            if line in ("", "CLOSE"):
                break
            print("The server says:", line)


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in ("server", "client"):
        sys.exit("usage: pa3.py server|client")
    if sys.argv[1] == "server":
        Server().run()
    else:
        Client().run()
