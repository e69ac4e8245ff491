"""What a student's few lines do to what their function was called with."""

from dataclasses import replace
from typing import Any

import pytest

from harness.diagnosis import clients, handed
from tests.diagnosis.hand import hand_in, run
from tests.diagnosis.test_slips import KIT, SHORT, kit


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("c = Client('a')\nc.send(1)", 4),
        ("Client('a').send(1)\nprint(2)", 4),
        ("client.send(Message(msg))", 0),
        ("print(Client)", 0),
    ],
)
def test_another_of_what_the_function_was_called_with(lines: str, at: int) -> None:
    """It is not the one that messages come to; the type of its parameter tells."""
    assert [one.line for one in handed.makes_another(kit(lines))] == [at][: bool(at)]


def test_a_connection_beside_the_one_that_there_is() -> None:
    """What is said on it is no answer; who only reads about sockets has not connected."""
    lines = "s = socket()\ns.connect(('h', 1))\ns.send(b'Ping')"
    story = "a connects\nserver -> a: Ping\na reads server\na connects\na -> server: Ping"
    code = {"a": KIT.format(lines="\n".join(f"    {each}" for each in lines.split("\n")))}
    played = run(story, SHORT, students=("a",))
    events: list[Any] = [*played.events]
    events[3:] = [replace(each, conn="c9") for each in events[3:]]
    case = hand_in(replace(played, events=tuple(events)), code=code, kit=("a",))
    assert [one.line for one in handed.connects_anew(case)] == [5]
    assert not list(clients.sends_back(case))
    assert list(clients.sends_back(hand_in(played, code=code, kit=("a",))))
    assert not list(handed.connects_anew(kit(lines)))


def test_the_connection_is_closed_by_the_function_that_is_called_again() -> None:
    """The given program fails then; a file that the student closes is another thing."""
    lines = "client.send(msg)\nclient.close()"
    assert not list(handed.closes_it(kit(lines)))
    failed = "\na exits 1: OSError: [Errno 9] Bad file descriptor"
    assert [one.line for one in handed.closes_it(kit(lines, failed))] == [5]
    assert not list(handed.closes_it(kit("f = open('log')\nf.close()", failed)))
    told = r'a prints: Traceback (most recent call last):\n  File "a.py", line 5, in f\n    x\n'
    lacks = f"\n{told}AttributeError: 'Client' object has no attribute 'close'{failed}"
    assert not list(handed.closes_it(kit(lines, lacks)))  # it has no close()


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        ("if client.is_there(client.name):\n    client.send(msg)", 4),
        ("if client.is_there(msg):\n    client.send(msg)", 0),
        ("if client.is_there(msg[0]):\n    client.send(msg)", 0),
        ("to = msg\nif client.is_there(to):\n    client.send(msg)", 0),
        ("if client.ready():\n    client.send(msg)", 0),
        ("if client.is_there(client.name) and client.is_there(msg):\n    client.send(msg)", 0),
        ("msg = client.name\nif client.is_there(client.name):\n    client.send(msg)", 0),
    ],
)
def test_it_is_asked_about_another_than_who_gets_it(lines: str, at: int) -> None:
    """Both by the names that the function was called with; any other name may be anything."""
    found = handed.asks_about_another(kit(lines))
    assert [one.line for one in found] == [at][: bool(at)]


def test_what_is_given_may_ask_about_whom_it_likes() -> None:
    """Where the given lines ask or send, the student's have nothing to do with it."""
    asks, sends = "    if client.is_there(client.name):", "        client.send(msg)"
    start, end = "    # *** start ***", "    # *** end ***"
    for lines, told in (([start, asks, sends, end], 1), ([asks, start, sends, end], 0)):
        code = "\n".join(["def handle(client, msg):", *lines])
        case = hand_in(run("server -> a: hi", SHORT, students=("a",)), code={"a": code}, kit=("a",))
        assert len(list(handed.asks_about_another(case))) == told
