"""What the programs of this assignment are made of: messages, a client and a server.

You need not change anything here, but do read it.  What the two student files use of it, always
with await before it:

    await send_message(message)       on a client: to the server.
                                      On the server: to the client whose message was received last.
    await receive_message()           waits for the next message and returns it.
                                      On the server: the next one of either client.
    await forward_message(message)    on the server only: to the other client, that is, not the
                                      one whose message was received last.

On the network each message is a line of its own, 'Ping' or 'Pong'.  The first line that a client
sends is no message but its name, so that the server can say who is who.
"""

import asyncio
import collections
import contextlib
from enum import Enum

PORT = 12000
HOST = "127.0.0.1"  # loopback: all three programs run on this computer


class Message(str, Enum):
    """What can be sent.  Being a text as well, a message equals its name: msg == "Ping"."""

    Ping = "Ping"
    Pong = "Pong"

    def __str__(self):
        return self.value


class NobodyThereError(Exception):
    """There is nobody to talk to (any more); the text says why."""


def as_message(message):
    """Return a message that was given as such or as its text, and refuse what is none."""
    if message in list(Message):
        return Message(message)
    raise ValueError(f'a message is "Ping" or "Pong", and not {message!r}')


class Connection:
    """One end of a TCP connection on which whole lines come and go.

    TCP carries bytes, not messages: what was sent as one piece may arrive in several, and what was
    sent in several may arrive as one.  So receiving means to wait for the end of a line.
    """

    def __init__(self, reader, writer):
        self.name = "somebody"  # who is at the other end
        self.arrived = collections.deque()  # messages from there that nobody has received yet
        self.ended = False  # nothing more will come from there
        self._reader = reader
        self._writer = writer

    async def send_line(self, text):
        """Send one line.  If nobody is there any more, it is lost; receiving will tell."""
        with contextlib.suppress(ConnectionError):
            self._writer.write(text.encode() + b"\n")
            await self._writer.drain()

    async def receive_line(self):
        """Wait for the next whole line and return it, or None if no more will come."""
        try:
            line = await self._reader.readline()
        except (ConnectionError, ValueError):  # broken off, or a line without an end
            return None
        return line.decode(errors="replace").rstrip("\r\n") if line.endswith(b"\n") else None

    def close(self):
        """End the connection."""
        self._writer.close()


class Client:
    """A client, to be connected to the server.  What it does is shown by calls of show(text)."""

    def __init__(self, name, show):
        self.name = name
        self._show = show
        self._server = None

    async def connect(self):
        """Connect to the server, and say our name."""
        try:
            self._server = Connection(*await asyncio.open_connection(HOST, PORT))
        except OSError:
            raise NobodyThereError(
                f"There is no server on port {PORT}. Close this window, start the server"
                f" (python3 server.py), then {self.name} again."
            ) from None
        await self._server.send_line(self.name)
        self._show("connected to the server")

    async def send_message(self, message):
        """Send a message to the server."""
        message = as_message(message)
        if self._server is None:
            raise NobodyThereError(
                f"{self.name} is not connected to a server: {message} is not sent. Close this"
                f" window, see that the server runs, then start {self.name} again."
            )
        self._show(f"sent {message}")
        await self._server.send_line(message.value)

    async def receive_message(self):
        """Wait for the next message from the server and return it."""
        if self._server is None:
            raise NobodyThereError("There is no server to receive a message from.")
        while (line := await self._server.receive_line()) is not None:
            if line in Message.__members__:
                self._show(f"received {line}")
                return Message[line]
            self._show(f"the server sent {line!r}, which is no message; it is left out")
        self._server.close()
        self._server = None
        raise NobodyThereError(
            f"The server has closed the connection. Has it ended, or is there another {self.name}?"
            f" To go on, close this window, see that the server runs, then start {self.name} again."
        )


class Server:
    """A server for two clients.  What it does is shown by calls of show(text).

    Messages are handed out only while both clients are there: what the first one sends before the
    second has come waits for it.  If a client leaves, its place is free for another one.
    """

    def __init__(self, show):
        self._show = show
        self._clients = []  # connections of clients that have said who they are
        self._sender = None  # the one whose message was received last
        self._listener = None
        self._news = None  # set when something has come, from whomever

    async def listen(self):
        """Begin to take clients."""
        self._news = asyncio.Event()  # belongs to the event loop that runs now
        try:
            self._listener = await asyncio.start_server(self._serve, HOST, PORT)
        except OSError:
            raise NobodyThereError(
                f"Port {PORT} is in use. Does another server still run? Close that one first, or"
                " choose another PORT at the top of utils.py."
            ) from None
        self._show(f"waiting for two clients on port {PORT}")

    async def send_message(self, message):
        """Send a message to the client whose message was received last."""
        await self._send(message, self._sender)

    async def forward_message(self, message):
        """Send a message to the client that is not the one whose message was received last."""
        others = [client for client in self._clients if client is not self._sender]
        await self._send(message, others[0] if others else None)

    async def receive_message(self):
        """Wait for the next message of either client and return it."""
        while (message := self._next_message()) is None:
            self._news.clear()
            await self._news.wait()
        self._show(f"received {message} from {self._sender.name}")
        return message

    def _next_message(self):
        """Return a message that has arrived, or None if there is none for now."""
        for client in self._clients if len(self._clients) == 2 else ():
            if client.arrived:
                # the other one's turn is next, so that neither can keep the other waiting
                self._clients.reverse()
                self._sender = client
                return client.arrived.popleft()
        # Only now, since a client may send something and leave at once.
        for client in [client for client in self._clients if client.ended]:
            self._clients.remove(client)
            self._show(f"{client.name} has left; its place is free")
        return None

    async def _send(self, message, client):
        message = as_message(message)
        if client is None:
            self._show(f"there is no client to send {message} to")
            return
        self._show(f"sent {message} to {client.name}")
        await client.send_line(message.value)

    async def _serve(self, reader, writer):
        """Look after one client, from its coming to its leaving; each client has its own."""
        client = Connection(reader, writer)
        name = await client.receive_line()
        if name is not None:
            client.name = name
            await self._attend(client)
        client.close()

    async def _attend(self, client):
        """Take a client, if there is a place for it, and collect what it sends."""
        if len(self._clients) == 2 or client.name in [other.name for other in self._clients]:
            self._show(f"another {client.name} wants to join, and there is no place for it")
            return
        self._clients.append(client)
        self._show(f"{client.name} is connected")
        self._news.set()  # what the other one has sent may have waited for this
        while (line := await client.receive_line()) is not None:
            if line in Message.__members__:
                client.arrived.append(Message[line])
            else:
                self._show(f"{client.name} sent {line!r}, which is no message; it is left out")
            self._news.set()
        client.ended = True
        self._news.set()
