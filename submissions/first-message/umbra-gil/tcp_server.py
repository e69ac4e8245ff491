#!/usr/bin/env python3
"""Assignment 2, server.  Gil Umbra

I use socketserver.ThreadingTCPServer, which is multithreaded: serve_forever() accepts connections
and starts a new thread for each of them.  It must be multithreaded because handle() blocks while
it waits for the client's message; otherwise the second client could not even be heard until the
first one has spoken, and the first connection would always win.
"""
import socketserver
import threading


class Meeting:
    """What the handlers of both clients share."""

    def __init__(self):
        self.changed = threading.Condition()
        self.present = []       # letters of the clients that are connected
        self.messages = []      # in the order of arrival
        self.told = 0           # clients that have their answer


meeting = Meeting()


class ClientHandler(socketserver.StreamRequestHandler):
    def handle(self):
        # nobody receives before both are present
        with meeting.changed:
            letter = "XY"[len(meeting.present)]
            meeting.present.append(letter)
            print(f"client {letter} connected from {self.client_address[0]}")
            meeting.changed.notify_all()
            meeting.changed.wait_for(lambda: len(meeting.present) == 2)

        message = self.request.recv(4096).decode()

        # note the message, and wait for the other one
        with meeting.changed:
            meeting.messages.append(f"{letter}: {message}")
            print(f"{letter} says: {message}")
            meeting.changed.notify_all()
            meeting.changed.wait_for(lambda: len(meeting.messages) == 2)

        answer = " received before ".join(meeting.messages)
        self.wfile.write(answer.encode())

        # the last one turns off the light; shutdown() may not be called by serve_forever's thread
        with meeting.changed:
            meeting.told += 1
            if meeting.told == 2:
                print(f"sent to X and Y: {answer}")
                self.server.shutdown()


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True


with Server(("", 12000), ClientHandler) as server:
    print("serving")
    server.serve_forever()
print("done")
