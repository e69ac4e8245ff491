"""Connections that a server should close."""

from dataclasses import replace

import pytest

from harness.diagnosis import closing
from harness.diagnosis.closing import closed_by_with
from harness.diagnosis.code import Code
from harness.diagnosis.tracebacks import Trace
from harness.model.events import Wait
from harness.model.record import Source
from tests.diagnosis.hand import hand_in, line, met, run

BOTH = "a connects\nb connects\na -> server: A\nb -> server: B\nserver reads a\nserver reads b\n"
OPEN = line("server closes b", expected="one of: server closes b or server -> b: bye")


def test_one_of_two_connections_is_closed() -> None:
    """And if neither is, and the server still listens, both wait for the other to do it."""
    (one,) = closing.one_is_closed(hand_in(run(BOTH + "server closes a", OPEN)))
    assert one.kind == "one-is-closed"
    left = {"server": "for c in all:\n    c.close()\n    return\n"}
    (one,) = closing.one_is_closed(hand_in(run(BOTH + "server closes a", OPEN), code=left))
    assert (one.line, one.says.partition(" ")[0]) == (3, "return")
    both = (line("server closes a", expected="server closes a"), OPEN)
    listens = [Wait("server", "receive", ("a",))]
    (one,) = closing.one_is_closed(hand_in(run(BOTH, *both, waits=listens)))
    assert one.kind == "none-is-closed"
    accepts = [Wait("server", "accept")]
    assert not list(closing.one_is_closed(hand_in(run(BOTH, *both, waits=accepts))))


def test_a_server_that_has_not_even_answered() -> None:
    """It is not the end of the connections that it waits for; where it has, it may be."""
    owed = line("server -> a: A before B", at=6)
    both = (owed, line("server closes a", expected="server closes a"), OPEN)
    listens = [Wait("server", "receive", ("a",))]
    assert not list(closing.one_is_closed(hand_in(run(BOTH, *both, waits=listens))))
    answered = run(f"{BOTH}server -> a: B before A", *both, waits=listens)
    assert list(closing.one_is_closed(hand_in(answered)))


def test_one_of_two_is_asked_to_close() -> None:
    """By a message, as a line of the story wants it; what came only afterwards tells nothing."""
    told = "server closes a"
    either = "one of: server closes a or server -> a: bye"
    asked = replace(met(told, events=(6,)), expected=either)
    (one,) = closing.one_is_closed(hand_in(run(BOTH + "server -> a: bye", asked, OPEN)))
    assert one.kind == "one-is-closed"
    late = met(told, events=(100,))
    assert not list(closing.one_is_closed(hand_in(run(BOTH, late, OPEN))))


def test_neither_is_closed_until_the_clients_leave() -> None:
    """A script leaves in the end, and the server goes on: that it waited before is the mistake."""
    first = line("server closes a", at=6, expected="one of: server closes a or server -> a: bye")
    story = BOTH + "quiet: server receive a\na closes server\nb closes server\nserver exits 0"
    (one,) = closing.one_is_closed(hand_in(run(story, first)))
    assert one.kind == "none-is-closed"
    left = BOTH + "a closes server\nquiet: server receive b\nb closes server"
    assert not list(closing.one_is_closed(hand_in(run(left, first))))


def test_the_place_is_of_a_run_in_which_it_is_known() -> None:
    """The same scene, played with the hand-in's own clients, tells the line and what is seen."""
    first = line("server closes a", at=7, expected="server closes a", happened="no; it waits for a")
    other = line("server closes b", at=7, expected="server closes b", happened="no; it waits for b")
    alone = run(BOTH + "quiet: server receive a", first)
    sleeps = Wait("server", "receive", ("b",), file="s.py", line=9, code="y.recv(9)")
    whole = run(BOTH, other, students=("server", "a", "b"), waits=[sleeps])
    (one,) = closing.one_is_closed(hand_in(alone, whole))
    assert (one.file, one.line, one.happened) == ("s.py", 9, "no; it waits for b")


@pytest.mark.parametrize(
    ("within", "at"),
    [
        ("conns.append(c)", 3),
        ("t = Thread(target=hear, args=(c, 1))", 3),
        ("t = Thread(target=hear, args=(c, 1)); t.start(); t.join()", 0),
        ("print(c)", 0),
    ],
)
def test_a_with_that_closes_what_it_hands_on(within: str, at: int) -> None:
    """The block is over before who was given the connection uses it, unless it waits for them."""
    accepts = f"while True:\n    c, a = s.accept()\n    with c:\n        {within}\n"
    rows = f"{accepts}def hear(d):\n    d.recv(9)"
    code = Code([Source("server.py", rows.encode())])
    trace = Trace("OSError", "[Errno 9] Bad file descriptor", "server.py", 6)
    assert closed_by_with(code, trace, code.line("server.py", 6)).line == at
