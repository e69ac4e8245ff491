"""Programs that ended over arguments that were guessed, and those that ended of a mistake."""

from pathlib import Path

import pytest

from harness.casting.miscalled import miscalled
from harness.model.casting import Interpreter, Program
from harness.model.events import Event, Exited, Listening, Printed, Refused, Started
from harness.model.record import Miscalled
from harness.model.timeline import Timeline

PYTHON = Interpreter("/usr/bin/python3", (3, 11))
TAKES_APART = """
import sys
options = dict(word.split(":") for word in sys.argv[1:])
mode = options["mode"]
"""
BY_NUMBER = """
import sys
from enum import IntEnum
class Role(IntEnum):
    SERVER = 5
role = Role(int(sys.argv[1]))
"""
SAYS_WHAT_IT_WANTS = """
import sys
if len(sys.argv) != 4:
    print("I want three words: who, where, when")
    sys.exit(1)
"""
LEAVES_SILENTLY = """
import sys
if sys.argv[1] not in ("red", "blue"):
    sys.exit(3)
"""
LEAVES_BY_AN_EXCEPTION = """
import sys
if sys.argv[1] not in ("red", "blue"):
    raise SystemExit(3)
"""
LEAVES_SILENTLY_ELSEWHERE = """
import os, socket, sys
if len(sys.argv) != 2:
    print("I want a colour")
    sys.exit(1)
s = socket.socket()
try:
    s.bind(("10.9.9.9", 12000))
except OSError:
    os._exit(1)
"""
HAS_A_USAGE = """
import sys
def usage():
    print("Call me with a colour")
    sys.exit(2)
try:
    colour = COLOURS[sys.argv[1]]
except KeyError:
    usage()
"""
BINDS = """
import socket, sys
s = socket.socket()
try:
    s.bind(("10.9.9.9", int(sys.argv[1])))
except OSError:
    print("Could not bind there")
    sys.exit(1)
"""
TEXT_FOR_A_PORT = """
import socket, sys
port = sys.argv[1]
s = socket.socket()
s.bind(("", port))
"""
ELSEWHERE = """
import sys
def main(words):
    names = []
    print(names[0])
main(sys.argv[1:])
"""
DOES_NOT_LISTEN = """
import sys
def serve(port):
    return None
if not serve(int(sys.argv[1])):
    print("The server could not begin")
    sys.exit(1)
"""
READS_NONE = 'print("usage of memory: 5")\n'


def traceback(*lines: int, error: str) -> str:
    """What Python says of an error, from the outermost frame to the innermost."""
    frames = [f'  File "main.py", line {line}, in <module>\n    code\n' for line in lines]
    return "".join(["Traceback (most recent call last):\n", *frames, error, "\n"])


def run(
    folder: Path, source: str, said: str, code: int = 1, *, given: str = "12000",
    guessed: bool = True, before: tuple[Event, ...] = (),
) -> tuple[Miscalled, ...]:  # fmt: skip
    """What is found in a run of one program that says something and ends."""
    (folder / "main.py").write_text(source, encoding="utf-8")
    program = Program(
        "a", "student", str(folder), "main.py", PYTHON, args=("12000",), guessed=guessed
    )
    start = Started(n=0, at=0, who="a", clock=0, argv=("python3", "main.py", *given.split()))
    printed = Printed(n=2, at=2, who="a", clock=0, data=said.encode())
    end = Exited(n=3, at=3, who="a", clock=0, code=code)
    events = (start, *before, printed, end)
    return miscalled(Timeline("scene", "whole", "", 1, {"a": "student"}, events), {"a": program})


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (TAKES_APART, traceback(3, error="ValueError: dictionary update sequence element")),
        (TAKES_APART, traceback(4, error="KeyError: 'mode'")),
        (BY_NUMBER, traceback(6, error="ValueError: 12000 is not a valid Role")),
        (SAYS_WHAT_IT_WANTS, "I want three words: who, where, when\n"),
        (LEAVES_SILENTLY, ""),
        (LEAVES_BY_AN_EXCEPTION, ""),
        (HAS_A_USAGE, "Call me with a colour\n"),
        (SAYS_WHAT_IT_WANTS, "usage: main.py WHO WHERE WHEN\n"),
    ],
)
def test_who_was_called_wrongly(tmp_path: Path, source: str, said: str) -> None:
    """It broke down over its arguments, or said what it wants, or left where it looks at them."""
    (found,) = run(tmp_path, source, said)
    assert (found.role, found.since, found.called) == ("a", 0, ("main.py", "12000"))
    assert found.said == said.strip().rpartition("\n")[2]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (BINDS, "Could not bind there\n"),
        (TEXT_FOR_A_PORT, traceback(5, error="TypeError: 'str' object cannot be interpreted")),
        (ELSEWHERE, traceback(6, 5, error="IndexError: list index out of range")),
        (DOES_NOT_LISTEN, "The server could not begin\n"),
        (TAKES_APART, traceback(3, error="NameError: name 'words' is not defined")),
        (READS_NONE, "usage of memory: 5\n"),
        (SAYS_WHAT_IT_WANTS, "I am ready\n"),
        ("import sys\nprint(sys.argv[1])\n", ""),
        (LEAVES_SILENTLY_ELSEWHERE, ""),
    ],
)
def test_who_has_a_mistake(tmp_path: Path, source: str, said: str) -> None:
    """What it did with its arguments failed, or something else did."""
    assert run(tmp_path, source, said) == ()


def test_who_was_told_how_by_the_spec_or_a_story(tmp_path: Path) -> None:
    """That it takes these arguments is asked of it."""
    said = "I want three words: who, where, when\n"
    assert run(tmp_path, SAYS_WHAT_IT_WANTS, said)
    assert run(tmp_path, SAYS_WHAT_IT_WANTS, said, guessed=False) == ()
    assert run(tmp_path, SAYS_WHAT_IT_WANTS, said, given="12000 5") == ()


def test_who_had_begun(tmp_path: Path) -> None:
    """Whoever listens, or goes to somebody who is not there, has understood how it was called."""
    listens = Listening(n=1, at=1, who="a", clock=0, proto="tcp", address="", port=12000)
    knocks = Refused(n=1, at=1, who="a", clock=0, proto="tcp", target="127.0.0.1:5")
    said = "usage: type a colour\n"
    assert run(tmp_path, SAYS_WHAT_IT_WANTS, said)
    assert run(tmp_path, SAYS_WHAT_IT_WANTS, said, before=(listens,)) == ()
    assert run(tmp_path, SAYS_WHAT_IT_WANTS, said, before=(knocks,)) == ()


def test_all_went_well(tmp_path: Path) -> None:
    """Whoever ends in good order and without a word has refused nothing."""
    assert run(tmp_path, LEAVES_SILENTLY, "", code=0) == ()
