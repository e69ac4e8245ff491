"""Servers that count to three messages: when that is told, and when it is not."""

import pytest

from harness.diagnosis import counted
from tests.diagnosis.hand import hand_in, line, run

HEARD = "a connects\nb connects\na -> server: A\nb -> server: B\nserver reads a\nserver reads b\n"
OWED = line("server -> a: A before B")
ONE = "said = []\nwhile {0}:\n    for c in ready():\n        said.append(c.recv(9))\nx.send(said)\n"
EACH = "def hear(c):\n    said.append(c.recv(9))\n    if {0}:\n        both.{1}()\n"
SUM = "def hear(c):\n    global n\n    m = c.recv(9)\n    n += 1\nwhile {0}:\n    sleep(1)\n"
TAKES = "while len(both) < 3:\n    both.append(s.accept()[0])\nfor c in both: c.recv(9)\n"


def told(code: str, then: str = "quiet: server several a b") -> list[int]:
    """The lines that are told of a server that heard both, and answers neither."""
    case = hand_in(run(HEARD + then, OWED), code={"server": code})
    return [one.line for one in counted.waits_for_three(case)]


@pytest.mark.parametrize(
    ("code", "at"),
    [
        (ONE.format("len(said) <= 2"), 2),
        (ONE.format("len(said) < 3"), 2),
        (ONE.format("3 != len(said)"), 2),
        (ONE.format("len(said) < 2"), 0),
        (ONE.format("len(said) != 2"), 0),
        (ONE.format("len(said) < 100"), 0),  # of a chat
        (ONE.format("len(other) < 3"), 0),
        (ONE.format("True"), 0),
        (EACH.format("len(said) == 3", "set"), 3),
        (EACH.format("2 < len(said)", "set"), 3),
        (EACH.format("len(said) > 2", "warn"), 0),  # a guard
        (EACH.format("len(said) == 2", "set"), 0),
        (SUM.format("n < 3"), 5),
        (SUM.format("n < 2"), 0),
        (TAKES, 0),  # which are clients, and no messages
    ],
)
def test_a_condition_that_asks_for_a_third_message(code: str, at: int) -> None:
    """By whatever sign, of a list or a number that each message adds to."""
    assert told(code) == [at] * (at > 0)


@pytest.mark.parametrize(
    "then", ["server -> a: B came", "server exits 1", "a -> server: C\nserver reads a"]
)
def test_a_server_that_does_not_wait_for_it(then: str) -> None:
    """It has answered after all, or ended, or a third message has come."""
    assert told(ONE.format("len(said) <= 2"), then) == []
