"""Scripted roles and programs that meet over UDP, or miss one another in two protocols."""

from pathlib import Path

import pytest

from tests import small
from tests.grader import Order, grading

SPEC = """\
callsheet: 1
title: Echo over UDP
roles:
  server: {files: "*server*.py", does: listen, port: udp 12000}
  client: {files: "*client*.py", does: connect}
casts:
  server: {client: script}
  client: {server: script}
scenes:
  answers:
    casts: [server]
    runs: 1
    story: |
      start server
      client -> server: "one"
      server -> client: "one"
      client -> server: "two"
      answers: server -> client: "two"
  asks:
    casts: [client]
    runs: 1
    story: |
      start server, client
      asks: client -> server: "hello"
rubric:
  answers: 10 The server sends datagrams back
  asks: 10 The client sends a datagram
"""
_DATAGRAMS = "import socket\nplug = socket.socket(type=socket.SOCK_DGRAM)\nplug.bind(('', 12000))\n"
_ECHO = "while True:\n    data, whence = plug.recvfrom(99)\n    plug.sendto(data, whence)\n"
_STREAM = "import socket\nlistener = socket.create_server(('', 12000))\n"
_ACCEPT = "plug, _ = listener.accept()\nplug.sendall(plug.recv(99))\n"
_HELLO = "plug = socket.create_connection(('127.0.0.1', 12000))\nplug.sendall(b'hello')\n"


@pytest.mark.parametrize(
    ("server", "verdict"),
    [
        (_DATAGRAMS + _ECHO, "pass"),
        # what else it listens at is not where datagrams go
        (_DATAGRAMS + _STREAM.replace("12000", "12001") + _ECHO, "pass"),
        (_STREAM + _ACCEPT, "fail"),
    ],
)
def test_a_scripted_client_speaks_what_the_server_is_said_to(
    tmp_path: Path, server: str, verdict: str
) -> None:
    """The port of the server says UDP, so nobody need say it of the client again."""
    folder = small.assignment(tmp_path / "echo", SPEC)
    paths = {"one": small.submission(tmp_path / "one", server)}
    with grading(Order(folder, paths, 1)) as results:
        assert results["one"].items[0].verdict == verdict


def test_who_looks_for_a_datagram_server_over_tcp_is_told_so(tmp_path: Path) -> None:
    """It is there, and only the protocol is wrong: 'nobody listens' would mislead."""
    folder = small.assignment(tmp_path / "echo", SPEC)
    client = "import socket\n" + _HELLO
    paths = {"one": small.submission(tmp_path / "one", client, "client.py")}
    with grading(Order(folder, paths, 1)) as results:
        item = results["one"].items[1]
        assert item.verdict == "fail"
        told = "client tried to connect to 127.0.0.1:12000, but server speaks UDP there"
        assert item.evidence[0].happened.endswith(told)


_MULTIPATH = """\
import socket
listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 262)
listener.bind(("", 12000))
listener.listen()
"""


_TYPED = """\
callsheet: 1
title: Echo
roles:
  server: {files: "*server*.py", does: listen, port: udp 12000}
  asker: {files: "*client*.py", does: connect}
casts:
  server: {asker: script}
  clients: {server: script}
scenes:
  asks:
    casts: [server]
    runs: 1
    story: |
      start server, asker
      asker types: one
      answers: server -> asker: one
  told:
    casts: [clients]
    runs: 1
    story: |
      start server, asker
      asker types: two
      asker -> server: two
      server types: three
      shows: asker prints: three
rubric:
  answers: 10 The server sends datagrams back
  shows: 10 The client shows them
"""
_ASKS = """\
import socket
plug = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
plug.sendto(input().encode(), ("127.0.0.1", 12000))
print(plug.recv(1500).decode())
"""


def test_what_a_scripted_role_types_over_udp_goes_where_a_persons_would(tmp_path: Path) -> None:
    """What a client types goes to the server, and what the server types to who asked it."""
    folder = small.assignment(tmp_path / "echo", _TYPED)
    handed = small.submission(tmp_path / "one", _DATAGRAMS + _ECHO)
    (handed / "client.py").write_text(_ASKS)
    with grading(Order(folder, {"one": handed}, 1)) as results:
        assert {item.id: item.verdict for item in results["one"].items} == {
            "answers": "pass",
            "shows": "pass",
        }


def test_multipath_tcp_falls_back_to_tcp(tmp_path: Path) -> None:
    """A stage has one path; what it could not look at is not refused, but not needed."""
    folder = small.assignment(tmp_path / "echo")
    paths = {"one": small.submission(tmp_path / "one", _MULTIPATH + small.SERVE)}
    with grading(Order(folder, paths, 1)) as results:
        assert {item.verdict for item in results["one"].items} == {"pass"}


_LISTENING_ASKER = """\
callsheet: 1
title: Echo
roles:
  server: {files: "*server*.py", does: listen}
  asker: {by: script, port: udp 12000}
scenes:
  answers:
    runs: 1
    story: |
      start server
      asker -> server: "one"
      answers: server -> asker: "one"
rubric:
  answers: 10 The server sends datagrams back
"""


def test_a_scripted_role_with_a_port_alone_listens_and_says_so(tmp_path: Path) -> None:
    """What was meant for a client, and lacks its 'does: connect', can be told from a report."""
    said = {}
    for name, spec in (
        ("listens", _LISTENING_ASKER),
        ("connects", _LISTENING_ASKER.replace("by: script", "by: script, does: connect")),
    ):
        folder = small.assignment(tmp_path / name, spec)
        paths = {"one": small.submission(tmp_path / f"in-{name}", _DATAGRAMS + _ECHO)}
        with grading(Order(folder, paths, 1)) as results:
            (item,) = results["one"].items
            said[name] = item.verdict, item.evidence[0].happened
    assert said["connects"][0] == "pass"
    why = "(it listens, and server has sent it nothing that it could answer)"
    assert said["listens"][0] == "fail"
    assert why in said["listens"][1]
