"""'Who spoke first' with pytest and pexpect, as carefully as they allow.

It waits for patterns and never sleeps, its terminals do not echo, and pexpect's own delays before
each send and at each close are switched off, unless the variable DELAYS is `kept`.  The folder of
the submission is in the variable SUBMISSION, the interpreter in PYTHON.
"""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect
import pytest

FOLDER = Path(os.environ["SUBMISSION"])
PYTHON = os.environ.get("PYTHON", "/usr/bin/python3")
PATIENCE = 5
SAYS = {"X": "Alice", "Y": "Bob"}

Spawn = Callable[[str], pexpect.spawn]


@pytest.fixture
def spawn() -> Iterator[Spawn]:
    """A function that starts one of the submission's files; all are closed at the end."""
    children: list[pexpect.spawn] = []

    def start(file: str) -> pexpect.spawn:
        child = pexpect.spawn(
            PYTHON, [file], cwd=str(FOLDER), encoding="utf-8", echo=False, timeout=PATIENCE
        )
        if os.environ.get("DELAYS") != "kept":
            child.delaybeforesend = None
            child.delayafterread = None
            for closing in (child, child.ptyproc):  # each waits a while of its own
                closing.delayafterclose = 0.001
                closing.delayafterterminate = 0.01
        children.append(child)
        return child

    yield start
    for child in children:
        child.close(force=True)


def file_of(client: str) -> str:
    """The file of client X or Y; both run the same one if there is only one."""
    files = sorted(path.name for path in FOLDER.glob("client*.py"))
    return files[0 if client == "X" else -1]


@pytest.mark.parametrize(
    ("connect", "speak"),
    [("XY", "XY"), ("XY", "YX"), ("YX", "XY")],
    ids=["X-first", "Y-first", "against"],
)
def test_replies_name_who_spoke_first(spawn: Spawn, connect: str, speak: str) -> None:
    """Both clients are told which message came first, whatever the order of connection."""
    server = spawn("server.py")
    server.expect(r"\n")
    clients = {}
    for name in connect:
        clients[name] = spawn(file_of(name))
        clients[name].expect(r"\S")
    first, second = tuple(speak)
    clients[first].sendline(SAYS[first])
    server.expect(SAYS[first])
    clients[second].sendline(SAYS[second])
    reply = re.compile(rf"{SAYS[first]}\W+received before .*{SAYS[second]}")
    for client in clients.values():
        client.expect(reply)
        client.expect(pexpect.EOF)
    server.expect(pexpect.EOF)
