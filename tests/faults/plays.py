"""Small assignments in which each kind of process has its part, each with a right hand-in."""

from pathlib import Path

from tests import small

_TALK = """\
callsheet: 1
title: Talk
roles:
  server: {files: "*server*.py", does: listen%s}
  client: {by: script}
scenes:
  talk:
    runs: 1%s
    story: |
      start server
      client connects to server
      client -> server: one
      first: server -> client: one
      server shows: one
      client -> server: two
      second: server -> client: two
      server shows: two
      client closes
      quiet: never server -> client: three
rubric:
  first: 5 The server sends back what it receives
  second: 5 It does so again
  quiet: 5 And nothing else
"""
_SERVER = """\
import socket

listener = socket.create_server(("", 12000))
while True:
    plug, _ = listener.accept()
    while data := plug.recv(100):
        print(data.decode(), flush=True)
        plug.sendall(data)
    plug.close()
"""
_WINDOW = """\
import socket
import threading
import tkinter

root = tkinter.Tk()
root.title("server")
shown = tkinter.Listbox(root)
shown.pack()


def serve():
    while True:
        plug, _ = listener.accept()
        while data := plug.recv(100):
            root.after(0, shown.insert, "end", data.decode())
            plug.sendall(data)
        plug.close()


listener = socket.create_server(("", 12000))
threading.Thread(target=serve, daemon=True).start()
root.mainloop()
"""
_LINKS = "\n    links:\n      client -> server: split\n      server -> client: delay 1 s"
PLAYS = {
    "plain": (_TALK % ("", ""), _SERVER),
    "window": (_TALK % (", window: server", ""), _WINDOW),
    "link": (_TALK % ("", _LINKS), _SERVER),
}


def write(place: Path, play: str, hand_ins: int = 1) -> None:
    """Write an assignment and so many right hand-ins, all different, as ``echo`` and ``class``."""
    spec, server = PLAYS[play]
    small.assignment(place / "echo", spec)
    for number in range(hand_ins):
        small.submission(place / "class" / f"good-{number}", f"{server}# {number}\n")
