"""A client of the messenger.  Run the server first, then as many of these as you like.

Register a user name, log in, request the client registry, click on a name in it, and write.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import tkinter as tk
from tkinter import ttk

from utils import HOST, LONGEST_TEXT, PORT, BadLine, Lines, harmless, pack
from utils_window import KEPT, Window, add_line, clear, prepare_terminal, text_box


class Connection:
    """The client's side of the connection to the server."""

    def __init__(self, loop: asyncio.AbstractEventLoop, reached: socket.socket) -> None:
        self._loop = loop
        self._reader, self._writer = loop.run_until_complete(asyncio.open_connection(sock=reached))

    def send(self, message: dict) -> None:
        """Send a message to the server; may be used in any thread."""
        self._loop.call_soon_threadsafe(self._send, pack(message))

    def _send(self, line: bytes) -> None:
        if not self._writer.is_closing():
            self._writer.write(line)

    async def listen(self, client: Client) -> None:
        """Hand whatever the server sends to the client's window, until the connection ends."""
        lines = Lines()
        why = "The server has closed the connection."
        try:
            while data := await self._reader.read(65536):
                for message in lines.feed(data):
                    client.window.post(client.receive, message)
        except BadLine as problem:
            why = f"What the server sent cannot be understood: {problem}."
        except OSError as error:
            why = f"The connection to the server broke: {error.strerror}."
        self._writer.close()
        client.window.post(client.lose_connection, why)


class Client:
    """What a person sees and does.  All of this happens in the window's thread."""

    def __init__(self, window: Window, connection: Connection) -> None:
        self.window = window
        self._connection = connection
        self._username = ""
        self._door = Door(window.top, self._register, self._log_in, self._request_registry)
        self._registry = Registry(window.top, self._open_chat)
        self._chat = Chat(window.top, self._send)
        self._said: dict[str, list[str]] = {}  # with each user: what was said so far
        self._do = {
            "registered": self._registered,
            "logged in": self._logged_in,
            "registry": self._take_registry,
            "message": self._take_message,
            "not forwarded": self._not_forwarded,
        }

    def receive(self, message: dict) -> None:
        """Show what the server has sent."""
        do = self._do.get(message.get("type", ""))
        if do is not None:
            do(message)

    def lose_connection(self, why: str) -> None:
        """Tell that there is nobody to talk to any more."""
        self.window.say(
            f"{why}\nClose this window, start the server, then start this client again."
        )
        self._door.lock()
        self._chat.lock()

    # What a person does

    def _register(self, username: str) -> None:
        if username.strip():
            self._connection.send({"type": "register", "username": username.strip()})
        else:
            self.window.say("Enter a user name first.")

    def _log_in(self) -> None:
        self._connection.send({"type": "login"})

    def _request_registry(self) -> None:
        self._connection.send({"type": "registry"})

    def _open_chat(self, username: str) -> None:
        self._chat.open(username, self._said.setdefault(username, []))

    def _send(self, receiver: str, text: str) -> bool:
        if len(text) > LONGEST_TEXT:
            self.window.say(
                f"A message has at most {LONGEST_TEXT} characters; this has {len(text)}."
            )
            return False
        if not text:
            return False
        self._connection.send({"type": "message", "to": receiver, "text": text})
        self.window.say(f"sent to {receiver}: {text}")
        self._note(receiver, f"{self._username}: {text}")
        return True

    # What the server says

    def _registered(self, message: dict) -> None:
        self.window.say(message["text"])
        if message["ok"]:
            self._username = message["username"]
            self._door.show_login(self._username)

    def _logged_in(self, message: dict) -> None:
        self.window.say(message["text"])
        if message["ok"]:
            self.window.root.title(f"client {harmless(self._username)}")
            self._door.show_request()

    def _take_registry(self, message: dict) -> None:
        users = message["users"]
        self.window.say(f"The registry: {', '.join(users)}")
        self._registry.show(users, self._username)

    def _take_message(self, message: dict) -> None:
        sender, text = message["from"], message["text"]
        if sender is None:  # nobody that one could answer
            self.window.say(f"received from a client without a name: {text}")
            return
        self.window.say(f"received from {sender}: {text}")
        self._note(sender, f"{sender}: {text}")
        if not self._chat.partner:
            self._open_chat(sender)

    def _not_forwarded(self, message: dict) -> None:
        self.window.say(message["text"])
        self._note(message["to"], f"({message['text']})")

    def _note(self, partner: str, line: str) -> None:
        said = self._said.setdefault(partner, [])
        said.append(harmless(line))
        del said[:-KEPT]
        if self._chat.partner == partner:
            self._chat.add(harmless(line))


class Door:
    """The way in: a user name and Register, then Login, then the button for the registry."""

    def __init__(self, parent: tk.Misc, register, log_in, request) -> None:
        frame = ttk.Frame(parent)
        frame.pack(fill="x")
        ttk.Label(frame, text="Username").pack(side="left")
        self._name = ttk.Entry(frame, width=24)
        self._name.pack(side="left", padx=6)
        self._name.bind("<Return>", lambda _event: self._register.invoke())
        self._name.focus()
        self._register = ttk.Button(
            frame, text="Register", command=lambda: register(self._name.get())
        )
        self._register.pack(side="left")
        frame = ttk.Frame(parent)
        frame.pack(fill="x", pady=4)
        self._login = ttk.Button(frame, text="Login", command=log_in)
        self._request = ttk.Button(frame, text="Request client registry", command=request)

    def show_login(self, username: str) -> None:
        """Show the next button: this name is registered."""
        self._name.delete(0, "end")
        self._name.insert(0, username)
        self._name.configure(state="readonly")
        self._register.configure(state="disabled")
        self._login.pack(side="left")

    def show_request(self) -> None:
        """Show the last button: the user is logged in."""
        self._login.configure(state="disabled")
        self._request.pack(side="left", padx=6)

    def lock(self) -> None:
        """Let nothing be pressed any more."""
        for button in (self._register, self._login, self._request):
            button.configure(state="disabled")


class Registry:
    """Who is logged in, as the server said when it was asked last."""

    def __init__(self, parent: tk.Misc, choose) -> None:
        self._frame = ttk.LabelFrame(parent, text="Logged in: click on a name to chat", padding=4)
        self._list = tk.Listbox(self._frame, height=6, exportselection=False, activestyle="none")
        bar = ttk.Scrollbar(self._frame, command=self._list.yview)
        self._list.configure(yscrollcommand=bar.set)
        self._list.pack(side="left", fill="both", expand=True)
        bar.pack(side="right", fill="y")
        self._list.bind("<<ListboxSelect>>", self._selected)
        self._users: list[str] = []
        self._choose = choose

    def show(self, users: list[str], myself: str) -> None:
        """Show these users; the first time, this makes the list appear."""
        self._users = users
        self._list.delete(0, "end")
        for user in users:
            self._list.insert("end", harmless(user) + (" (you)" if user == myself else ""))
        self._frame.pack(fill="both", expand=True, pady=6)

    def _selected(self, _event: tk.Event) -> None:
        for row in self._list.curselection():
            self._choose(self._users[row])


class Chat:
    """The box in which one writes to one user; it appears when the first one is chosen."""

    def __init__(self, parent: tk.Misc, send) -> None:
        self.partner = ""
        self._frame = ttk.LabelFrame(parent, padding=4)
        self._said = text_box(self._frame, height=8)
        self._said.pack(fill="both", expand=True)
        line = ttk.Frame(self._frame)
        line.pack(fill="x", pady=(4, 0))
        ttk.Label(line, text="Message").pack(side="left")
        self._text = ttk.Entry(line)
        self._text.pack(side="left", fill="x", expand=True, padx=6)
        self._text.bind("<Return>", lambda _event: self._button.invoke())
        self._button = ttk.Button(line, text="Send", command=self._press)
        self._button.pack(side="left")
        self._send = send

    def open(self, partner: str, said: list[str]) -> None:
        """Show what was said with this user so far, and write to them from now on."""
        self.partner = partner
        self._frame.configure(text=f"Chat with {harmless(partner)}")
        clear(self._said)
        for line in said:
            self.add(line)
        self._frame.pack(fill="both", expand=True)
        self._text.focus()

    def add(self, line: str) -> None:
        """Show one more line."""
        add_line(self._said, line)

    def lock(self) -> None:
        """Let nothing be sent any more."""
        self._button.configure(state="disabled")

    def _press(self) -> None:
        if self._send(self.partner, self._text.get()):
            self._text.delete(0, "end")


def main() -> None:
    """Open a client's window and chat until it is closed."""
    prepare_terminal()
    try:
        reached = socket.create_connection((HOST, PORT))
    except OSError as error:
        sys.exit(
            f"There is no server at {HOST}, port {PORT}: {error.strerror}.\n"
            "Start it first, in another terminal: python3 server.py"
        )
    loop = asyncio.new_event_loop()
    window = Window("client", "560x640")
    connection = Connection(loop, reached)
    client = Client(window, connection)
    window.say("connected to the server")
    window.run(loop, connection.listen(client))


if __name__ == "__main__":
    main()
