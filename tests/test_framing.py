"""Where the framing is the student's to choose, a scripted role ends a line for who reads lines."""

from pathlib import Path

import pytest

from harness.model.result import FAIL, PASS
from tests import small
from tests.grader import Order, grading

_FRAMED = small.SPEC.replace(
    "echoes: server -> client: parrot", 'echoes: server -> client: "parrot{end}>"'
)
_LINES = small.LISTEN + (
    "plug, _ = listener.accept()\n"
    "said = plug.makefile().readline()\n"
    "print(said)\n"
    "plug.sendall(said.encode() + b'> goodbye')\n"
)
_PLAIN = small.LISTEN + (
    "plug, _ = listener.accept()\n"
    "said = plug.recv(100)\n"
    "print(said)\n"
    "plug.sendall(said + b'> goodbye')\n"
)


@pytest.mark.parametrize(
    ("source", "text", "end"),
    [
        (_LINES, "parrot", "\\n"),
        (_PLAIN, "parrot", ""),
        (_PLAIN, '"parrot"', ""),
        (_LINES, '"parrot\\n"', "\\n"),
    ],
)
def test_who_reads_lines_is_sent_one(source: str, text: str, end: str, tmp_path: Path) -> None:
    """A bare text ends as the program wants it; exact bytes are sent as they stand in the spec."""
    spec = _FRAMED.replace("{end}", end)
    spec = spec.replace("client -> server: parrot", f"client -> server: {text}")
    course = small.assignment(tmp_path / "echo", spec)
    hand_in = small.submission(tmp_path / "ada", source)
    with grading(Order(course, {"ada": hand_in})) as graded:
        items = {item.id: item.verdict for item in graded["ada"].items}
    assert items == dict.fromkeys(("echoes", "shows", "talks"), PASS)


def test_exact_bytes_are_not_made_a_line(tmp_path: Path) -> None:
    """An instructor who wants to see what half a line does gets that."""
    spec = small.SPEC.replace("client -> server: parrot", 'client -> server: "parrot"')
    course = small.assignment(tmp_path / "echo", spec)
    hand_in = small.submission(tmp_path / "ada", _LINES)
    with grading(Order(course, {"ada": hand_in})) as graded:
        assert not any(item.verdict == PASS for item in graded["ada"].items)


@pytest.mark.parametrize(
    ("ends", "verdict"),
    [
        ("b'parrot'", FAIL),
        ("b'parrot\\n'", PASS),
        ("(input() + chr(10)).encode()", PASS),
        ("sys.stdin.readline().encode()", PASS),
        ("sys.stdin.readline().strip().encode()", FAIL),
    ],
)
def test_lines_that_no_own_client_ends_excuse_nobody(
    ends: str, verdict: str, tmp_path: Path
) -> None:
    """A server that waits for lines, and whose own client sends none, would work beside nobody."""
    assert _echoes(tmp_path, _LINES, ends, "\\n") == verdict


_EXACT = small.LISTEN + (
    "plug, _ = listener.accept()\n"
    "said = plug.recv(100)\n"
    "print(said)\n"
    "if said == b'parrot':\n"
    "    plug.sendall(said + b'> goodbye')\n"
)


@pytest.mark.parametrize(
    ("sent", "verdict"),
    [
        ("(input() + '\\n').encode()", FAIL),
        ("sys.stdin.readline().encode()", FAIL),
        ("input().encode()", PASS),
        ("whatever", PASS),
    ],
)
def test_who_is_sent_lines_by_its_own_client_gets_lines(
    sent: str, verdict: str, tmp_path: Path
) -> None:
    """A server that compares a message with a text does not know it with a line end behind."""
    assert _echoes(tmp_path, _EXACT, sent, "") == verdict


def _echoes(folder: Path, server: str, sent: str, end: str) -> str:
    """The verdict on ``server`` beside a script, where its own client would send ``sent``."""
    spec = _FRAMED.replace("{end}", end)
    spec = spec.replace("client: {by: script}", "client: {files: client.py, does: connect}")
    spec = spec.replace("scenes:", "casts: {server: {client: script}}\nscenes:")
    spec = spec.replace("runs: 1", "casts: [server]\n    runs: 1")
    course = small.assignment(folder / "echo", spec)
    hand_in = small.submission(folder / "ada", server)
    (hand_in / "client.py").write_text(
        "import socket, sys\n"
        "plug = socket.create_connection(('localhost', 12000))\n"
        f"plug.sendall({sent})\n"
        "print(plug.recv(100))\n"
    )
    with grading(Order(course, {"ada": hand_in})) as graded:
        return next(item.verdict for item in graded["ada"].items if item.id == "echoes")
