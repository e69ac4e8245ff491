"""A small assignment whose students fill regions of given files: a server and its client."""

from pathlib import Path

SPEC = """\
callsheet: 1
title: Loud echo
roles:
  server: {files: server_student.py, regions: kit, run: server.py, does: listen}
  client: {files: [client_student.py, "*client*.py"], regions: kit, does: connect}
casts:
  server: {client: reference}
  client: {server: reference}
scenes:
  echo:
    casts: [whole, server, client]
    runs: 1
    story: |
      start server
      start client
      client types: parrot
      says: client -> server: parrot
      answers: server -> client: "PARROT"
      client types: again
      says: client -> server: again
      answers: server -> client: "AGAIN"
rubric:
  says: {is: 10 The client sends what is typed, hint: Which function sends?}
  answers: {is: 10 The server answers in capitals, hint: How does a text become capitals?}
"""
README = "# Loud echo\n\nFill the regions.\n"
WIRE = """\
import socket

PORT = 12000


class Peer:
    def __init__(self, plug):
        self.plug = plug

    def send_message(self, text):
        self.plug.sendall(text.encode() + b"\\n")

    def receive_message(self):
        return self.plug.recv(100).decode().strip()
"""
SERVER = """\
import socket

import server_student
from wire import PORT, Peer

plug, _ = socket.create_server(("", PORT)).accept()
peer = Peer(plug)
while message := peer.receive_message():
    server_student.server_answers(peer, message)
"""
SERVER_STUDENT = '''\
"""What the server does with a message."""

from wire import Peer

# The server calls this for each message.


def server_answers(server: Peer, msg):
    """Answer a message."""
    # *** start ***
    # Send it back in capitals.
    server.send_message(msg.upper())
    # *** end ***
'''
CLIENT_STUDENT = '''\
"""A client: what is typed is sent."""

import socket

from wire import PORT, Peer


def client_says(client, text):
    """Send what was typed."""
    # *** start ***
    client.send_message(text)
    # *** end ***


def main():
    client = Peer(socket.create_connection(("localhost", PORT)))
    while True:
        client_says(client, input("say: "))
        print(client.receive_message())


main()
'''


def assignment(folder: Path, spec: str = SPEC) -> Path:
    """Write the assignment into ``folder``, which is made."""
    _write(folder / "kit", {"wire.py": WIRE, "server.py": SERVER})
    _write(
        folder / "reference",
        {"server_student.py": SERVER_STUDENT, "client_student.py": CLIENT_STUDENT},
    )
    _write(folder, {"spec.yaml": spec, "README.md": README})
    return folder


def submission(
    folder: Path, server: str | None = SERVER_STUDENT, client: str | None = CLIENT_STUDENT
) -> Path:
    """Write a submission into ``folder``, which is made; None: that file is not handed in."""
    files = {"server_student.py": server, "client_student.py": client}
    return _write(folder, {name: text for name, text in files.items() if text is not None})


def _write(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    return folder
