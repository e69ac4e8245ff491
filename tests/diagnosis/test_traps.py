"""Lines that do something else than they seem to: one place, or none."""

import pytest

from harness.diagnosis.code import Code
from harness.diagnosis.traps import (
    break_of_inner_loop,
    filled_by_processes,
    lock_over_receive,
    removed_under_its_loop,
)
from harness.model.record import Source


def code(text: str) -> Code:
    """A role with one file."""
    return Code([Source("server.py", text.encode())])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("with lock:\n    data = c.recv(9)\n", 1),
        ("lock.acquire()\ndata = c.recv(9)\nlock.release()\n", 1),
        ("data = c.recv(9)\nwith lock:\n    said.append(data)\n", 0),
        ("lock.acquire()\nn += 1\nlock.release()\ndata = c.recv(9)\n", 0),
        ("with socket.socket() as s:\n    s.recv(9)\n", 0),
        ("with lock:\n    def f():\n        c.recv(9)\n", 0),
        ("with lock1:\n    c.recv(9)\nwith lock2:\n    d.recv(9)\n", 0),
        ("with conn:\n    conn.recv(9)\n", 0),
    ],
)
def test_a_lock_that_is_held_while_something_is_received(text: str, line: int) -> None:
    """It is taken before recv() and given back after it."""
    assert lock_over_receive(code(text)).line == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("for c in clients:\n    c.close()\n    clients.remove(c)\n", 3),
        ("for c in self.all:\n    if c:\n        self.all.remove(c)\n", 3),
        ("for c in list(clients):\n    clients.remove(c)\n", 0),
        ("for c in clients:\n    others.remove(c)\n", 0),
    ],
)
def test_a_list_that_changes_under_its_loop(text: str, line: int) -> None:
    """A list that changes under its loop skips elements; a copy does not change."""
    assert removed_under_its_loop(code(text)).line == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("while True:\n for m in ms:\n  if m == 'Bye':\n   break\n", 4),
        ("while True:\n for m in ms:\n  if m == b'Bye\\n':\n   break\n", 4),
        ("while True:\n for m in ms:\n  if m == 'Bye':\n   end = True\n   break\n", 0),
        ("while True:\n for m in ms:\n  if m == 'Hello':\n   break\n", 0),
        ("while True:\n if m == 'Bye':\n  break\n", 0),
    ],
)
def test_a_break_of_the_inner_loop(text: str, line: int) -> None:
    """What is noted before it may well end the outer loop."""
    assert break_of_inner_loop(code(text), "bye").line == line


_PROCESS = "import multiprocessing as mp\nheard = []\ndef f(c):\n    heard.append(c.recv(9))\n"


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        (f"{_PROCESS}mp.Process(target=f).start()\n", {"heard"}),
        (f"{_PROCESS}mp.Process(target=f).start()\nheard.append(1)\n", set()),
        (f"{_PROCESS}threading.Thread(target=f).start()\n", set()),
        (f"{_PROCESS}mp.Process(target=f).start()\nthreading.Thread(target=f).start()\n", set()),
        (f"{_PROCESS}mp.Process(target=g).start()\nf(c)\n", set()),
        (f"{_PROCESS}heard = mp.Manager().list()\nmp.Process(target=f).start()\n", set()),
        (f"{_PROCESS}mp.Process(target=f).start()\n".replace("[]", "mp.Manager().list()"), set()),
    ],
)
def test_a_list_that_only_other_processes_fill(text: str, filled: set[str]) -> None:
    """What the program puts there itself, or a thread of it, is there."""
    assert filled_by_processes(code(text)) == filled
