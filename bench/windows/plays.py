"""Programs with windows, each twice: as they are, for the stage, and as they run alone.

Alone there is nobody to press the button: the program does so itself, as soon as a person could.
And there is nobody to see what it shows: it says so on its output.  Nothing else differs.
"""

from dataclasses import dataclass, field
from pathlib import Path

_ASSIGNMENT = Path(__file__).parents[2] / "assignments" / "pingpong-gui"
_COUNTER = """
import tkinter
root = tkinter.Tk()
root.title("counter")
label = tkinter.Label(root, text="none yet")
label.pack()
def count():
    label.config(text="counted")
button = tkinter.Button(root, text="Count", command=count)
button.pack()
root.mainloop()
"""
_COUNTER_ALONE = (
    ('text="counted")', 'text="counted")\n    root.update()\n    print("shown", flush=True)'),
    (
        "root.mainloop",
        'button.bind("<Map>", lambda _: root.after_idle(button.invoke))\nroot.mainloop',
    ),
)
_SERVER = """
import socket, sys, threading, tkinter
root = tkinter.Tk()
root.title("server")
text = tkinter.Text(root, height=5, width=40)
text.pack()
listener = socket.create_server(("127.0.0.1", 12000))
def serve():
    plug, _ = listener.accept()
    while data := plug.recv(1000):
        root.after(0, text.insert, "end", data.decode())
        plug.sendall(b"Pong")
    root.after(0, root.destroy)
threading.Thread(target=serve, daemon=True).start()
root.update()
print("up", flush=True)
root.mainloop()
"""
_CLIENT = """
import socket, sys, threading, tkinter
root = tkinter.Tk()
root.title("client 1")
plug = socket.create_connection(("127.0.0.1", 12000))
label = tkinter.Label(root, text="nothing yet")
label.pack()
button = tkinter.Button(root, text="Ping", command=lambda: plug.sendall(b"Ping"))
button.pack()
def show(words):
    label.config(text=words)
def listen():
    while data := plug.recv(1000):
        root.after(0, show, data.decode())
threading.Thread(target=listen, daemon=True).start()
root.mainloop()
"""
_CLIENT_ALONE = (
    ("text=words)", 'text=words)\n    root.update()\n    print("shown", flush=True)'),
    (
        "root.mainloop",
        'button.bind("<Map>", lambda _: root.after_idle(button.invoke))\nroot.mainloop',
    ),
)
# the kit's own windows show what was printed just before
_PRESSES = (("client.connect()", "client.connect()\n    window._begin(ping)"),)


@dataclass(frozen=True, slots=True)
class Play:
    """Programs, in the order in which they start, each with what it prints when the next may.

    The last one's is the end.  ``press`` and ``shown``: role and words.  ``alone``: what is put
    into a role's source in place of what, when it runs alone.
    """

    name: str
    programs: dict[str, str]
    said: dict[str, str]
    press: tuple[str, str]
    shown: tuple[str, str]
    alone: dict[str, tuple[tuple[str, str], ...]]
    files: dict[str, str] = field(default_factory=dict)

    def by_itself(self, role: str) -> str:
        """The source of a role when nobody sits before it."""
        text = self.programs[role]
        for old, new in self.alone.get(role, ()):
            text = text.replace(old, new)
        return text


def plays() -> tuple[Play, ...]:
    """One window, two, and the three of an assignment."""
    one = Play(
        "one window",
        {"counter": _COUNTER},
        {"counter": "shown"},
        ("counter", "Count"),
        ("counter", "counted"),
        {"counter": _COUNTER_ALONE},
    )
    two = Play(
        "two windows",
        {"server": _SERVER, "client": _CLIENT},
        {"server": "up", "client": "shown"},
        ("client", "Ping"),
        ("client", "Pong"),
        {"client": _CLIENT_ALONE},
    )
    return one, two, _three()


def _three() -> Play:
    read = {
        path.name: path.read_text(encoding="utf-8")
        for folder in ("kit", "reference")
        for path in (_ASSIGNMENT / folder).glob("*.py")
    }
    mains = {"server": "server.py", "client2": "client2.py", "client1": "client1.py"}
    return Play(
        "three windows (pingpong-gui)",
        {role: read.pop(name) for role, name in mains.items()},
        {
            "server": "waiting for two clients",
            "client2": "connected to the server",
            "client1": "received Pong",
        },
        ("client1", "Ping"),
        ("client1", "received Pong"),
        {"client1": _PRESSES},
        read,
    )
