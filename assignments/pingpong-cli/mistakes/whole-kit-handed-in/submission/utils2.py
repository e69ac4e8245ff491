"""What the programs of this assignment are made of: messages, a client and a server.

You need not change anything here, but do read it.  What the two student files use of it:

    send_message(message)       on a client: to the server.
                                On the server: to the client whose message was received last.
    receive_message()           waits for the next message and returns it.
                                On the server: the next one of either client.
    forward_message(message)    on the server only: to the other client, that is, not the one
                                whose message was received last.

On the network each message is a line of its own, 'Ping' or 'Pong'.  The first line that a client
sends is no message but its name, so that the server can say who is who.
"""

import contextlib
import selectors
import signal
import socket
from enum import Enum

PORT = 12000
HOST = "127.0.0.1"  # loopback: all three programs run on this computer


class Message(Enum):
    """What can be sent."""

    Ping = "Ping"
    Pong = "Pong"


# Ctrl-C ends a program at once and without a traceback, on Windows too, even while it waits.
signal.signal(signal.SIGINT, signal.SIG_DFL)


def show(text):
    """Print what happened, at once, even if the output goes to a file."""
    print(text, flush=True)


class Connection:
    """One end of a TCP connection on which whole lines come and go.

    TCP carries bytes, not messages: what was sent as one piece may arrive in several, and what was
    sent in several may arrive as one.  So what arrives is kept until the end of a line is there.
    """

    def __init__(self, sock):
        self.socket = sock
        self.name = "somebody"  # who is at the other end
        self.ended = False  # nothing more will come from there
        self._arrived = b""

    def send_line(self, text):
        """Send one line.  If nobody is there any more, it is lost; reading will tell."""
        with contextlib.suppress(ConnectionError):
            self.socket.sendall(text.encode() + b"\n")

    def read(self):
        """Take what has arrived; wait for something if nothing has."""
        try:
            data = self.socket.recv(4096)
        except ConnectionError:
            data = b""
        self._arrived += data
        self.ended = not data

    def take_line(self):
        """Return the next whole line that has arrived, or None if there is none yet."""
        if b"\n" not in self._arrived:
            return None
        line, _, self._arrived = self._arrived.partition(b"\n")
        return line.decode(errors="replace").rstrip("\r")

    def take_message(self):
        """Return the next message that has arrived, or None if there is none yet."""
        while (line := self.take_line()) is not None:
            if line in Message.__members__:
                return Message[line]
            show(f"{self.name} sent {line!r}, which is no message; it is left out")
        return None

    def close(self):
        """End the connection."""
        self.socket.close()


def text_of(message):
    """Return the text of a message, and refuse what is none."""
    if not isinstance(message, Message):
        raise TypeError(f"a message is Message.Ping or Message.Pong, and not {message!r}")
    return message.value


class Client:
    """A client, connected to the server."""

    def __init__(self, name):
        self.name = name
        try:
            self._server = Connection(socket.create_connection((HOST, PORT)))
        except OSError:
            raise SystemExit(
                f"There is no server on port {PORT}. Start it first, in a terminal of its own:"
                " python server_student.py (or python server.py)"
            ) from None
        self._server.name = "the server"
        self._server.send_line(name)
        show(f"{name} is connected to the server")

    def send_message(self, message):
        """Send a message to the server."""
        text = text_of(message)
        show(f"sent {text}")
        self._server.send_line(text)

    def receive_message(self):
        """Wait for the next message from the server and return it."""
        while (message := self._server.take_message()) is None:
            if self._server.ended:
                raise SystemExit(
                    f"The server has closed the connection. Has it ended, or is there another"
                    f" {self.name}?"
                )
            self._server.read()
        show(f"received {message.value}")
        return message

    def close(self):
        """Leave the server."""
        self._server.close()


class Server:
    """A server for two clients.

    Messages are handed out only while both clients are there: what the first one sends before the
    second has come waits for it.  If a client leaves, its place is free for another one.
    """

    def __init__(self):
        try:
            listener = socket.create_server((HOST, PORT))
        except OSError:
            raise SystemExit(
                f"Port {PORT} is in use. Does another server still run? Close that one first, or"
                " choose another PORT at the top of utils2.py"
            ) from None
        self._listener = listener
        self._waiting = selectors.DefaultSelector()
        self._waiting.register(listener, selectors.EVENT_READ)
        self._clients = []  # connections of clients that have said who they are
        self._sender = None  # the one whose message was received last
        show(f"the server waits for two clients on port {PORT}")

    def send_message(self, message):
        """Send a message to the client whose message was received last."""
        self._send(message, self._sender)

    def forward_message(self, message):
        """Send a message to the client that is not the one whose message was received last."""
        others = [client for client in self._clients if client is not self._sender]
        self._send(message, others[0] if others else None)

    def receive_message(self):
        """Wait for the next message of either client and return it."""
        while True:
            message = self._next_message()
            if message is not None:
                show(f"received {message.value} from {self._sender.name}")
                return message
            self._wait()

    def _next_message(self):
        """Return a message that has arrived, or None if there is none for now."""
        for client in self._clients if len(self._clients) == 2 else ():
            message = client.take_message()
            if message is not None:
                # the other one's turn is next, so that neither can keep the other waiting
                self._clients.reverse()
                self._sender = client
                return message
        # Only now, since a client may send something and leave at once.
        for client in [client for client in self._clients if client.ended]:
            self._clients.remove(client)
            client.close()
            show(f"{client.name} has left; its place is free")
        return None

    def _send(self, message, client):
        text = text_of(message)
        if client is None:
            show(f"there is no client to send {text} to")
            return
        show(f"sent {text} to {client.name}")
        client.send_line(text)

    def _wait(self):
        """Wait until something comes, from whomever, and take it."""
        for key, _ in self._waiting.select():
            if key.fileobj is self._listener:
                sock, _ = self._listener.accept()
                self._waiting.register(sock, selectors.EVENT_READ, Connection(sock))
                continue
            connection = key.data
            connection.read()
            if connection not in self._clients:
                self._welcome(connection)
            if connection.ended:
                self._waiting.unregister(connection.socket)
                if connection not in self._clients:
                    connection.close()

    def _welcome(self, connection):
        """Take a connection as a client as soon as it has said its name."""
        name = connection.take_line()
        if name is None:
            return
        connection.name = name
        if len(self._clients) == 2 or name in [client.name for client in self._clients]:
            show(f"another {name} wants to join, and there is no place for it")
            connection.ended = True
            return
        self._clients.append(connection)
        show(f"{name} is connected")
