"""A server with two ports: the one that everybody knows, and one that it opens when it is asked."""

from pathlib import Path

import pytest

from harness import pipeline
from tests import small

# Where a scene is played, this process forks, and pytest has threads; the child only plays it.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")

SPEC = """\
callsheet: 1
title: Two ports
roles:
  server: {files: "*server*.py", does: listen, port: 2100}
  control: {by: script}
  data: {by: script, does: connect, port: 2101}
scenes:
  file:
    runs: 2
    story: |
      start server
      control -> server: "PASV\\r\\n"
      tells: server -> control: "227 (2101)\\r\\n"
      data connects to server
      control -> server: "RETR\\r\\n"
      sends: server -> data: the file
rubric:
  tells: 10 It tells the port
  sends: 10 It sends the file there
"""
EARLY = """\
import socket

control, data = (socket.create_server(("", port)) for port in (2100, 2101))
plug, _ = control.accept()
plug.recv(99)
plug.sendall(b"227 (2101)\\r\\n")
plug.recv(99)
data.accept()[0].sendall(b"the file")
plug.recv(99)
"""
# it listens there only when it is asked to, as servers of files do
WHEN_ASKED = """\
import socket

control = socket.create_server(("", 2100))
plug, _ = control.accept()
plug.recv(99)
data = socket.create_server(("", 2101))
plug.sendall(b"227 (2101)\\r\\n")
plug.recv(99)
data.accept()[0].sendall(b"the file")
plug.recv(99)
"""


@pytest.mark.parametrize("source", [EARLY, WHEN_ASKED], ids=["early", "when-asked"])
def test_each_of_two_clients_finds_its_port(source: str, tmp_path: Path) -> None:
    """Whether both are open from the start, or the second is opened just before it is told."""
    course = pipeline.prepare(small.assignment(tmp_path / "ports", SPEC))
    result = pipeline.grade_submission(course, small.submission(tmp_path / "own", source))
    assert {item.id: item.verdict for item in result.items} == {"tells": "pass", "sends": "pass"}
