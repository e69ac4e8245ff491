"""A small assignment, and servers to hand in for it: one scene, played once."""

from pathlib import Path

SPEC = """\
callsheet: 1
title: Echo
roles:
  server: {files: "*server*.py", does: listen}
  client: {by: script}
scenes:
  echo:
    runs: 1
    limit: 5
    story: |
      start server
      client connects to server
      client -> server: parrot
      shows: by now server prints: parrot
      echoes: server -> client: parrot
      talks: server -> client: goodbye
rubric:
  echoes: {is: 10 The server sends back what it receives, hint: What does sendall() do?}
  shows: 5 It shows what it receives
  talks: +2 It says goodbye
"""

LISTEN = """\
import socket

listener = socket.create_server(("", 12000))
"""
SERVE = """\
plug, _ = listener.accept()
data = plug.recv(100)
print(data.decode())
plug.sendall(data + b" goodbye")
"""
GOOD = LISTEN + SERVE
MUTE = GOOD.replace("print(data.decode())\n", "")
SILENT = GOOD.replace("plug.sendall", "str")
BROKEN = "import socket\nprint('never closed'\n"


def assignment(folder: Path, spec: str = SPEC) -> Path:
    """Write the assignment into ``folder``, which is made."""
    folder.mkdir(parents=True)
    (folder / "spec.yaml").write_text(spec, encoding="utf-8")
    return folder


def submission(folder: Path, source: str | bytes = GOOD, name: str = "server.py") -> Path:
    """Write a submission of one file into ``folder``, which is made."""
    folder.mkdir(parents=True)
    data = source.encode() if isinstance(source, str) else source
    (folder / name).write_bytes(data)
    return folder
