"""A story in which somebody leaves and comes again, from the spec to the verdicts."""

from pathlib import Path

import pytest

from harness import pipeline
from tests import small

# Where a scene is played, this process forks, and pytest has threads; the child only plays it.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")

_SPEC = """\
callsheet: 1
title: Leave and come again
roles:
  server: {files: "*server*.py", does: listen}
  a, b: {files: "*client*.py", does: connect}
scenes:
  again:
    runs: 1
    story: |
      start server
      start a
      start b
      a types: one
      before: server -> b: one
      stop a
      left: server -> b: somebody left
      start a
      a types: two
      after: server -> b: two
      b types: three
      heard: a prints: three
      ended: never a ends
rubric:
  before: 1 It says so before
  left: 1 It says who left
  after: 1 It says so after
  heard: 1 It hears the others
  ended: 1 It stays
"""
_SERVER = """\
import socket
import threading

listener = socket.create_server(("127.0.0.1", 12000))
plugs = []

def say(plug, data):
    for other in list(plugs):
        if other is not plug:
            other.send(data)

def serve(plug):
    try:
        while data := plug.recv(100):
            say(plug, data)
    except OSError:
        pass
    plugs.remove(plug)
    say(plug, b"somebody left")

while True:
    plug = listener.accept()[0]
    plugs.append(plug)
    threading.Thread(target=serve, args=(plug,)).start()
"""
_CLIENT = """\
import socket
import sys
import threading

plug = socket.create_connection(("127.0.0.1", 12000))

def hear():
    while data := plug.recv(100):
        print(data.decode(), flush=True)

threading.Thread(target=hear, daemon=True).start()
for line in sys.stdin:
    plug.send(line.strip().encode())
"""


def test_who_leaves_and_comes_again(tmp_path: Path) -> None:
    """A client that was stopped and started again is judged by what its second program does."""
    course = pipeline.prepare(small.assignment(tmp_path / "again", _SPEC))
    folder = small.submission(tmp_path / "whole", _SERVER)
    (folder / "client.py").write_text(_CLIENT, encoding="utf-8")
    result = pipeline.grade_submission(course, folder)
    assert {item.id: item.verdict for item in result.items} == dict.fromkeys(
        ("before", "left", "after", "heard", "ended"), "pass"
    )
    folder = small.submission(tmp_path / "alone", _SERVER.replace('b"somebody left"', 'b""'))
    (folder / "client.py").write_text(_CLIENT.replace("print(", "str("), encoding="utf-8")
    result = pipeline.grade_submission(course, folder)
    lost = {item.id for item in result.items if item.verdict == "fail"}
    assert lost == {"left", "heard"}
