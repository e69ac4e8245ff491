"""The server of the messenger.  Run it first: python3 server.py

Clients register a user name, log in, ask who else is logged in (the registry), and send messages.
All of that is done here, except for one thing: what is to be done with a message that one client
sends for another.  That is `forward_message_to_client` in server_student.py.
"""

from __future__ import annotations

import asyncio
import os
import socket
import sys
import traceback
import unicodedata

import server_student
from utils import HOST, LONGEST_NAME, PORT, BadLine, Lines, pack, text_of
from utils_window import Window, prepare_terminal

LONGEST_BACKLOG = 4_000_000  # bytes that wait for a client that does not read


class Users:
    """Who has which user name, and who of them is logged in.

    A name belongs to the client that registered it until that client leaves; then it is free again.
    """

    def __init__(self) -> None:
        self._clients: dict[str, Server] = {}
        self._logged_in: set[str] = set()

    def register(self, username: str, client: Server) -> None:
        """Give a free name to a client."""
        self._clients[username] = client

    def log_in(self, username: str) -> None:
        """Note that the client with this name is logged in."""
        self._logged_in.add(username)

    def leave(self, username: str) -> None:
        """Forget a client."""
        self._clients.pop(username, None)
        self._logged_in.discard(username)

    def client(self, username: str) -> Server | None:
        """Return the client that has this name, logged in or not."""
        return self._clients.get(username)

    def is_taken(self, username: str) -> bool:
        """Return whether a client has this name, or one that looks the same."""
        return visible(username) in map(visible, self._clients)

    def is_logged_in(self, username: str | None) -> bool:
        """Return whether a client with this name is logged in."""
        return username in self._logged_in

    def registry(self) -> list[str]:
        """Return the names of all who are logged in."""
        return sorted(self._logged_in)


class Server:
    """The server as one client sees it: there is one of these for each client.

    It is also the `server` that a student's function is given, with the client that sends the
    message behind it.
    """

    def __init__(self, users: Users, writer: asyncio.StreamWriter, say) -> None:
        self.username: str | None = None
        self._users = users
        self._writer = writer
        self._say = say
        self._forwarded: list[str] = []  # to whom, since the last message of this client

    # What server_student.py may use

    async def forward_message(self, receiver_username: str, msg: str) -> None:
        """Send a message of this client to the client that has the other name."""
        if not isinstance(receiver_username, str) or not isinstance(msg, str):
            raise TypeError("forward_message(receiver_username, msg) wants two texts")
        receiver = self._users.client(receiver_username)
        if receiver is None:
            raise LookupError(f"no client has the user name {receiver_username!r}")
        receiver.send({"type": "message", "from": self.username, "text": msg})
        self._forwarded.append(receiver_username)
        self._say(f"forwarded to {receiver_username}: {msg}")

    def logged_in(self) -> bool:
        """Return whether the client that sends the message has logged in."""
        return self._users.is_logged_in(self.username)

    def user_is_logged_in(self, username: str) -> bool:
        """Return whether a client with this user name is logged in."""
        return self._users.is_logged_in(username)

    # What the server itself uses

    def send(self, message: dict) -> None:
        """Send a message to this client."""
        if not self._writer.is_closing():
            self._writer.write(pack(message))
            if self._writer.transport.get_write_buffer_size() > LONGEST_BACKLOG:
                self._say(f"{self.title} does not read what it is sent")
                self._writer.transport.abort()

    @property
    def title(self) -> str:
        """What this client is called when the server speaks of it."""
        return self.username or "a client without a name"

    async def handle(self, message: dict) -> None:
        """Do what a message asks for."""
        kind = message.get("type")
        if kind == "register":
            self._register(text_of(message, "username"))
        elif kind == "login":
            self._log_in()
        elif kind == "registry":
            self._send_registry()
        elif kind == "message":
            await self._pass_on(text_of(message, "to"), text_of(message, "text"))
        else:
            raise BadLine(f"a message has the type {kind!r}")

    def leave(self) -> None:
        """Forget this client: its connection has ended."""
        if self.username is not None:
            self._users.leave(self.username)

    def _register(self, wanted: str) -> None:
        # One letter can be written in two ways that look the same (é, and e with an accent).
        username = unicodedata.normalize("NFC", wanted.strip())
        if self.username is not None:
            problem = f"you are {self.username} already"
        elif (problem := bad_name(username)) is None and self._users.is_taken(username):
            problem = f"the name {username} is taken"
        if problem is None:
            self.username = username
            self._users.register(username, self)
            answer = f"Registration successful: you are {username}."
            self._say(f"{username} has registered")
        else:
            answer = f"Registration not successful: {problem}."
            self._say(f"refused to register {username}: {problem}")
        ok = problem is None
        self.send({"type": "registered", "ok": ok, "username": username, "text": answer})

    def _log_in(self) -> None:
        if self.username is None:
            self.send({"type": "logged in", "ok": False, "text": "Register before you log in."})
            return
        self._users.log_in(self.username)
        self._say(f"{self.username} has logged in")
        answer = f"Login successful: welcome, {self.username}."
        self.send({"type": "logged in", "ok": True, "text": answer})

    def _send_registry(self) -> None:
        # Who is not logged in learns nothing about the others.
        self._say(f"{self.title} asks for the registry")
        self.send({"type": "registry", "users": self._users.registry() if self.logged_in() else []})

    async def _pass_on(self, receiver_username: str, msg: str) -> None:
        """Leave a message to the student's function, and tell the sender if it went nowhere."""
        self._say(f"received from {self.title} for {receiver_username}: {msg}")
        self._forwarded = []
        why = None
        try:
            await server_student.forward_message_to_client(self, receiver_username, msg)
        except BaseException as error:  # even exit() there must not end the server
            self._say(report(error))
            why = "there is a mistake in server_student.py, see the server"
        # a receipt to the sender does not hide that the function broke before it came to the rest
        if receiver_username in self._forwarded or (self._forwarded and why is None):
            return
        if why is None:
            why = self._why_not_forwarded(receiver_username)
        self._say(f"not forwarded to {receiver_username}: {why}")
        text = f"Not forwarded to {receiver_username}: {why}."
        self.send({"type": "not forwarded", "to": receiver_username, "text": text})

    def _why_not_forwarded(self, receiver_username: str) -> str:
        if not self.logged_in():
            return "the sender is not logged in"
        if not self.user_is_logged_in(receiver_username):
            return f"{receiver_username} is not logged in"
        return "server_student.py did not do it"


def bad_name(username: str) -> str | None:
    """Return why nobody can have this user name, if so."""
    if not visible(username):
        return "a user name has at least one character"
    if len(username) > LONGEST_NAME:
        return f"a user name has at most {LONGEST_NAME} characters"
    if any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in username):
        return "a user name is one line of text"
    return None


def visible(username: str) -> str:
    """Return a user name without characters that cannot be seen, such as one of no width."""
    return "".join(char for char in username if unicodedata.category(char) != "Cf")


def report(error: BaseException) -> str:
    """Return a traceback that begins in the student's file."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != server_student.__file__:
        trace = trace.tb_next
    shown = error.__traceback__ if trace is None else trace
    return "".join(traceback.format_exception(type(error), error, shown)).rstrip()


class Office:
    """Takes each client that connects, and serves it until it leaves."""

    def __init__(self, say) -> None:
        self._users = Users()
        self._say = say

    async def welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one client; several of these run at the same time."""
        client = Server(self._users, writer, self._say)
        self._say("a client has connected")
        try:
            await self._serve(client, reader)
        except BadLine as problem:
            self._say(f"{client.title} sent what cannot be understood: {problem}")
        except OSError:
            pass  # the connection broke: the client is gone all the same
        finally:
            client.leave()
            writer.close()
            self._say(f"{client.title} has left")

    async def _serve(self, client: Server, reader: asyncio.StreamReader) -> None:
        lines = Lines()
        while data := await reader.read(65536):
            for message in lines.feed(data):
                await client.handle(message)


async def serve(office: Office, port: socket.socket) -> None:
    """Welcome whoever connects, for ever."""
    listener = await asyncio.start_server(office.welcome, sock=port)
    await listener.serve_forever()


def main() -> None:
    """Open the server's window and serve until it is closed."""
    prepare_terminal()
    try:
        port = socket.create_server((HOST, PORT))
    except OSError as error:
        sys.exit(
            f"This server cannot listen on port {PORT}: {os.strerror(error.errno)}.\n"
            "If another server is running, use that one, or close its window first; if it is some\n"
            "other program's port, choose another one at the top of utils.py."
        )
    window = Window("server", "560x320")
    window.say(f"listening on port {PORT}")
    window.run(asyncio.new_event_loop(), serve(Office(window.say), port))


if __name__ == "__main__":
    main()
