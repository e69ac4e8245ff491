"""Servers that listen to their clients in turn."""

from dataclasses import replace

import pytest

from harness.diagnosis import turns
from harness.diagnosis.case import Case, Run
from harness.model import events as ev
from tests.diagnosis.hand import hand_in, line, run

# what is read is noted as 100 bytes: as much as each of these
LONG = "x" * 100
STORY = f"""\
a connects
b connects
a -> server: {LONG}
server reads a
server -> b: {LONG}
a -> server: two
quiet: server receive b"""
SHORT = line("server -> b: two", at=6)


def test_who_speaks_out_of_turn_is_not_heard() -> None:
    """The place is the only receive there is, and what lies in the socket is known to."""
    code = {"server": "m = src.recv(9)\n"}
    (one,) = turns.one_is_heard(hand_in(run(STORY, SHORT), code=code))
    assert one.says.startswith("While one client is listened to, nobody listens to the other")
    assert one.happened.startswith("server waited for a message from b alone, while a had sent")
    assert (one.file, one.line) == ("server.py", 1)


def test_who_hears_both_or_has_heard_all_does_not_take_turns() -> None:
    """A thread for each waits; or all that was said was received, and is kept back."""
    both = STORY + ", server receive a"
    assert not list(turns.one_is_heard(hand_in(run(both, SHORT))))
    taken = STORY.replace("quiet", "server reads a\nquiet")
    heard = line("server -> b: two", at=7)
    assert not list(turns.one_is_heard(hand_in(run(taken, heard))))


SERVES = """\
import socket, threading
def serve(c):
    while True:
        d = c.recv(99)
        if not d:
            return
        c.sendall(d)
s = socket.create_server(("", 9))
while True:
    c, _ = s.accept()
    serve(c)
"""
IN_PLACE = """\
s = socket.create_server(("", 9))
while True:
    c, _ = s.accept()
    for line in c.makefile():
        c.sendall(line.encode())
"""
ONCE = """\
s = socket.create_server(("", 9))
while True:
    c, _ = s.accept()
    c.sendall(c.recv(99))
"""
TURN = """\
a connects
b connects
a -> server: one
server reads a
b -> server: two
quiet: server receive a"""


def served(code: str, number: int, story: str = TURN) -> Case:
    """A server that waits at a line, and has not answered who spoke second."""
    told = run(story, line("server -> b: two", at=6))
    return hand_in(_at(told, number), code={"server": code})


def _at(told: Run, number: int) -> Run:
    rest = told.events[-1]
    assert isinstance(rest, ev.Quiet)
    (wait,) = rest.waits
    here = replace(wait, file="server.py", line=number, code="d = c.recv(99)")
    return replace(told, events=(*told.events[:-1], replace(rest, waits=(here,))))


@pytest.mark.parametrize(("code", "number"), [(SERVES, 4), (IN_PLACE, 4)])
def test_who_comes_second_waits_until_the_first_leaves(code: str, number: int) -> None:
    """The loop that listens to one client lies in the loop that accepts."""
    (one,) = turns.one_to_its_end(served(code, number))
    assert one.says.startswith("One client is served until it leaves")
    assert one.happened.startswith("server waited for a message from a alone, while b had")
    assert (one.file, one.line) == ("server.py", number)


def test_who_serves_otherwise_does_not_serve_one_to_its_end() -> None:
    """A thread is given the function; one message of each is taken; the second was heard."""
    threads = SERVES.replace(
        "    serve(c)", "    threading.Thread(target=serve, args=(c,)).start()"
    )
    assert not list(turns.one_to_its_end(served(threads, 4)))
    assert not list(turns.one_to_its_end(served(ONCE, 4)))
    heard = TURN.replace("quiet", "server reads b\nquiet")
    told = run(heard, line("server -> b: two", at=7))
    assert not list(turns.one_to_its_end(hand_in(_at(told, 4), code={"server": SERVES})))
    silent = TURN.replace("b -> server: two\n", "")
    told = run(silent, line("server -> b: two", at=5))
    assert not list(turns.one_to_its_end(hand_in(_at(told, 4), code={"server": SERVES})))
