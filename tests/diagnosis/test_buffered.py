"""What was written into the file of a socket and has not crossed."""

import pytest

from harness.diagnosis import connecting
from harness.model.events import Wait
from harness.model.result import Diagnosis
from tests.diagnosis.hand import hand_in, line, run

_ASKS = "f = c.makefile('rw')\nfor q in QUESTIONS:\n    f.write(q)\n    {}\n    f.readline()\n"
_FILE = "f = c.makefile('rw')\n"


def _stuck(server: tuple[str, int], client: tuple[str, int]) -> Diagnosis:
    """What is told of two programs that wait for each other, each at a line of its code."""
    waits = [
        Wait("server", "receive", ("a",), file="server.py", line=server[1], code="f.readline()"),
        Wait("a", "receive", ("server",), file="a.py", line=client[1], code="s.recv(9)"),
    ]
    both = ("server", "a")
    lost = run("a connects", line("a -> server: x"), students=both, waits=waits)
    code = {"server": server[0], "a": client[0]}
    (one,) = connecting.wait_for_each_other(hand_in(lost, code=code))
    return one


@pytest.mark.parametrize(
    ("code", "at", "told"),
    [
        (_ASKS.format("print(q)"), 5, 3),
        (_ASKS.format("f.flush()"), 5, 0),
        (_ASKS.format("send(f)"), 5, 0),
        (_ASKS.format("if q: f.flush()"), 5, 0),
        (_ASKS.replace("f.write(q)", "print(q, file=f)").format("pass"), 5, 3),
        (_ASKS.replace("f.write(q)", "print(q, file=f, flush=True)").format("pass"), 5, 0),
        (_ASKS.replace("'rw')", "'rw', 1)").format("pass"), 5, 0),
        (_ASKS.replace("    f.write(q)", "    if q: f.write(q)").format("pass"), 5, 0),
        (f"{_FILE}f.write('hi')\nwhile 1:\n    f.readline()\n", 4, 2),
        (f"{_FILE}f.write('hi')\ndef go():\n    f.readline()\ngo()\n", 4, 0),
        (f"{_FILE}f.readline()\nf.write('hi')\n", 2, 0),
        ("f = open('log', 'w')\nf.write('hi')\nc.recv(9)\n", 3, 0),
        (f"{_FILE}if 1:\n    f.write('hi')\nelse:\n    c.recv(9)\n", 5, 0),
    ],
)
def test_what_a_buffer_has_kept(code: str, at: int, told: int) -> None:
    """Only what surely was written, and not sent since; then nobody 'waits to be spoken to'."""
    one = _stuck((code, at), ("s.recv(9)", 1))
    assert one.kind == ("never-flushed" if told else "both-wait")
    assert not told or one.line == told


def test_it_may_be_the_client_that_has_spoken() -> None:
    """The place is where it did."""
    one = _stuck(("c.recv(9)", 1), (f"{_FILE}f.write('hi')\nf.readline()\n", 3))
    assert (one.kind, one.file, one.line) == ("never-flushed", "a.py", 2)
