"""Fair blame for a program that wants its messages in a form that nobody of its hand-in spoke."""

from pathlib import Path

import pytest

from harness.model.result import FAIL, PASS, UNOBSERVABLE
from tests import small
from tests.grader import Order, grading

_BOTH = """\
callsheet: 1
title: Echo
roles:
  server: {files: "*server*.py", does: listen}
  client: {files: "*client*.py", does: connect}
casts:
  whole: {}
  server: {client: script}
  client: {server: script}
scenes:
  echo:
    casts: [whole, server, client]
    runs: 1
    limit: 5
    story: |
      start server
      start client
      client connects to server
      speaks: client -> server: parrot
      echoes: server -> client: parrot
rubric:
  speaks: 10 The client says something
  echoes: 10 The server sends back what it receives
"""
_JSON = (
    small.LISTEN.replace("import socket", "import json, socket")
    + "plug, _ = listener.accept()\n"
    + "plug.sendall(json.loads(plug.recv(100))['said'].encode())\n"
)
_CLIENT = """\
import json, socket
plug = socket.create_connection(("localhost", 12000))
plug.sendall(json.dumps({"said": "parrot"}).encode())
print(plug.recv(100))
"""
_CRASHES = _CLIENT.replace("json.dumps", "json.dunps")
_SPEAKS_AND_FAILS = _CLIENT.replace("print(plug.recv(100))", "plug.recv_all()")
_POLITE = _CLIENT.replace("plug.sendall", "plug.recv(100) or exit()\nplug.sendall")
_HANGS_UP = _JSON.replace("plug.sendall", "plug.close()\nplug.sendall")
_WELCOMED = _CLIENT.replace("plug.sendall", "plug.recv(100)\nplug.sendall")
_PLAIN = small.LISTEN + "plug, _ = listener.accept()\nplug.recv(100)\nplug.close()\n"


@pytest.mark.parametrize(
    ("server", "client", "verdict"),
    [
        (_JSON, _CLIENT, PASS),
        (_JSON, _CRASHES, UNOBSERVABLE),
        (_JSON.replace(".encode())", "[:0].encode())"), _CLIENT, FAIL),
        (_JSON.replace(".encode())", "[:0].encode())"), _SPEAKS_AND_FAILS, FAIL),
        (_JSON, _CLIENT.replace("12000", "12001"), UNOBSERVABLE),
        (_HANGS_UP, _POLITE, FAIL),
        (_PLAIN, _CRASHES, FAIL),
    ],
    ids=[
        "both work",
        "nobody speaks",
        "heard and wrong",
        "heard by one that fails",
        "a client elsewhere",
        "it fails itself",
        "plain and wrong",
    ],
)
def test_what_no_client_of_its_own_ever_said(
    server: str, client: str, verdict: str, tmp_path: Path
) -> None:
    """A server that waits for JSON is not blamed for what it makes of a script's plain text, unless
    its own clients showed what it does with JSON.
    """
    assert _verdicts(tmp_path, _BOTH, server, client)["echoes"] == verdict


@pytest.mark.parametrize(
    ("server", "verdict"),
    [("import sockets\n", UNOBSERVABLE), (_PLAIN, FAIL)],
    ids=["its server fails at once", "its server waits as well"],
)
def test_who_waits_for_the_first_word(server: str, verdict: str, tmp_path: Path) -> None:
    """A client that wants a welcome is not blamed where its own server never came to give one."""
    spec = _BOTH.replace("[whole, server, client]", "[whole, client]")
    spec = spec.replace(": parrot", ": {said}").replace("scenes:", "words: {said: any}\nscenes:")
    assert _verdicts(tmp_path, spec, server, _WELCOMED)["speaks"] == verdict


_ECHOES = small.LISTEN + "plug, _ = listener.accept()\nplug.sendall(plug.recv(100))\n"
_PAIRS = "import sys\nsys.argv[1].split('=')[3]\n" + _CLIENT
_ITS_OWN = _PAIRS.replace("sys.argv[1].split('=')", "[]")


@pytest.mark.parametrize(
    ("server", "client", "verdicts"),
    [
        (_ECHOES, _PAIRS, (UNOBSERVABLE, PASS)),
        (_PLAIN, _PAIRS, (UNOBSERVABLE, UNOBSERVABLE)),
        (_ECHOES, _ITS_OWN, (FAIL, PASS)),
        (_PLAIN, _ITS_OWN, (FAIL, FAIL)),
    ],
    ids=["its words", "its words, and a wrong server", "a mistake", "both are wrong"],
)
def test_who_was_called_in_a_way_that_the_grader_had_guessed(
    server: str, client: str, verdicts: tuple[str, str], tmp_path: Path
) -> None:
    """Who ends over that is not blamed, nor whom it was to meet by that; a mistake is one still."""
    found = _verdicts(tmp_path, _BOTH, server, client)
    assert (found["speaks"], found["echoes"]) == verdicts


def test_another_part_that_ends_has_failed_nobody(tmp_path: Path) -> None:
    """A client that never speaks is to blame for that, whatever ends in a scene without it."""
    spec = _BOTH.replace("[whole, server, client]", "[whole, client]")
    spec = spec.replace(": parrot", ": {said}").replace("scenes:", "words: {said: any}\nscenes:")
    spec = spec.replace("casts:", '  hub: {files: "hub.py"}\ncasts:', 1)
    spec = spec.replace("rubric:", _ENDS_BY_ITSELF)
    found = _verdicts(tmp_path, spec, _PLAIN, _WELCOMED, "print('done')\n")
    assert (found["ends"], found["speaks"]) == (PASS, FAIL)


_ENDS_BY_ITSELF = """\
  extra:
    casts: [whole]
    runs: 1
    story: |
      start hub
      ends: hub ends
rubric:
  ends: 10 It ends
"""
_LEAVES = """\
callsheet: 1
title: Leaves
roles:
  server: {files: "*server*.py", does: listen}
  client: {files: "*client*.py", does: connect}
words: {hello: any}
casts:
  whole: {}
  client: {server: script}
scenes:
  leaves:
    casts: [whole, client]
    runs: 1
    limit: 5
    story: |
      start server
      start client
      client -> server: {hello}
      server -> client: welcome
      closes: server closes client
      then
      ends: client ends with 0
rubric:
  closes: 10 The server closes
  ends: 10 The client ends
"""
_FAREWELL = """\
import json, socket
plug = socket.create_connection(("localhost", 12000))
plug.sendall(json.dumps({"said": "parrot"}).encode())
json.loads(plug.recv(100))
plug.recv(100)
"""
_STAYS = small.LISTEN + "plug, _ = listener.accept()\nplug.recv(100)\nplug.sendall(b'7')\n"
_GOES = _STAYS + "plug.close()\n"
_STAYS += "plug.recv(100)\n"


@pytest.mark.parametrize(
    ("server", "client", "verdict"),
    [
        (_GOES, _FAREWELL, PASS),
        (_STAYS, _FAREWELL, UNOBSERVABLE),
        (_STAYS, _FAREWELL.replace("plug.recv(100)\n", "input()\n"), FAIL),
        (_STAYS, _FAREWELL.replace("plug.sendall", "str"), FAIL),
        (_GOES, _FAREWELL + "input()\n", FAIL),
    ],
    ids=["both leave", "left waiting", "at the keyboard", "it said nothing", "stays by itself"],
)
def test_who_was_left_waiting_by_its_own(
    server: str, client: str, verdict: str, tmp_path: Path
) -> None:
    """A client that no script can speak to has not failed to end where its own server never let it;
    it has where it did not do its own part before, or waits for something else.
    """
    assert _verdicts(tmp_path, _LEAVES, server, client)["ends"] == verdict


def test_where_only_servers_are_written_the_script_is_the_protocol(tmp_path: Path) -> None:
    """Nobody's own client could ever show another form, so the server is wrong."""
    assert {*_verdicts(tmp_path, small.SPEC, _JSON).values()} == {FAIL}


def _verdicts(
    folder: Path, spec: str, server: str, client: str = "", hub: str = ""
) -> dict[str, str]:
    """What a hand-in of these files gets, by item."""
    course = small.assignment(folder / "echo", spec)
    hand_in = small.submission(folder / "ada", server)
    if client:
        (hand_in / "client.py").write_text(client, encoding="utf-8")
    if hub:
        (hand_in / "hub.py").write_text(hub, encoding="utf-8")
    with grading(Order(course, {"ada": hand_in})) as graded:
        return {item.id: item.verdict for item in graded["ada"].items}


_ANSWERS = """\
callsheet: 1
title: Answers
roles:
  server: {files: "*server*.py", does: listen}
  client: {files: "*client*.py", does: connect}
words: {hello: any}
casts:
  whole: {}
  client: {server: script}
scenes:
  answers:
    casts: [whole, client]
    runs: 1
    limit: 5
    story: |
      start server
      start client
      client -> server: {hello}
      server -> client: welcome
      stays: never server closes client
      hears:
        client reads server
        client waits for server
      client types: again
      speaks: client -> server: again
      server -> client: answer
      hears: client reads server
rubric:
  stays: 10 The server stays
  hears: 10 The client hears
  speaks: 10 The client speaks
"""
_ASKS_AGAIN = """\
import json, select, socket, sys
plug = socket.create_connection(("localhost", 12000))
plug.sendall(json.dumps({"said": "parrot"}).encode())
json.loads(plug.recv(100))
while select.select([sys.stdin, plug], [], [])[0] == [sys.stdin]:
    plug.sendall(json.dumps({"said": input()}).encode())
json.loads(plug.recv(100))
plug.recv(100)
"""
_ONCE = small.LISTEN + "plug, _ = listener.accept()\nplug.recv(100)\nplug.sendall(b'\"welcome\"')\n"
_ENDS = _ONCE + "while plug.recv(100):\n    pass\n"
_TWICE = _ONCE + "plug.recv(100)\nplug.sendall(b'\"answer\"')\n"


@pytest.mark.parametrize(
    ("server", "client", "verdicts"),
    [
        (_TWICE + "plug.recv(100)\n", _ASKS_AGAIN, (PASS, PASS, PASS)),
        (_ONCE + "plug.recv(100)\n1 / 0\n", _ASKS_AGAIN, (PASS, UNOBSERVABLE, PASS)),
        (_ONCE, _ASKS_AGAIN, (FAIL, UNOBSERVABLE, UNOBSERVABLE)),
        (_TWICE, _ASKS_AGAIN.replace("input()", "input() and 'no'"), (PASS, PASS, FAIL)),
        (_ONCE, _ASKS_AGAIN.replace("plug.sendall", "str", 1), (PASS, FAIL, FAIL)),
        (_ENDS, _ASKS_AGAIN.replace("while", "plug.close()\nwhile"), (FAIL, FAIL, FAIL)),
    ],
    ids=["all well", "no answer", "hung up on", "says another", "said nothing", "ended first"],
)
def test_who_was_let_down_by_its_own(
    server: str, client: str, verdicts: tuple[str, ...], tmp_path: Path
) -> None:
    """What a client that no script can speak to did not do once its server had failed is not known;
    it has failed where it did so first.
    """
    found = _verdicts(tmp_path, _ANSWERS, server, client)
    assert tuple(found[one] for one in ("stays", "hears", "speaks")) == verdicts


def test_who_closes_whomever_lets_all_down(tmp_path: Path) -> None:
    """A line that names nobody who is not to be closed is about each of them."""
    spec = _ANSWERS.replace("closes client", "closes")
    found = _verdicts(tmp_path, spec, _ONCE, _ASKS_AGAIN)
    assert (found["stays"], found["speaks"]) == (FAIL, UNOBSERVABLE)
