"""Servers that are one message behind."""

import pytest

from harness.diagnosis import behind
from tests.diagnosis.hand import hand_in, line, run

BOTH = "a connects\nb connects\n"
LATE = "a -> server: 1\na -> server: 2\nserver -> b: 1\na -> server: 3\nserver -> b: 2"
SHORT = line("server -> b: 3")


def test_each_message_comes_with_the_next() -> None:
    """What the other client gets is what was said before."""
    (one,) = behind.one_behind(hand_in(run(BOTH + LATE, SHORT)))
    assert one.says.startswith("The server is one message behind")
    assert one.happened == 'When a said "2", server sent b "1"'


@pytest.mark.parametrize(
    "story",
    [
        LATE.replace("\nserver -> b: 2", ""),  # once
        f"{LATE}\nserver -> b: 3",
        f"{LATE}\na -> server: 4\nserver -> b: 4",
        LATE.replace("server -> b", "server -> a"),
        LATE.replace("b: 2", "b: a says 2"),
    ],
)
def test_what_comes_late_by_chance_or_otherwise(story: str) -> None:
    """Once only, or the message itself comes as well, or another one, or to somebody else."""
    assert not list(behind.one_behind(hand_in(run(BOTH + story, SHORT))))


KIT = ("server",)
ASKED = "server -> a: Ping\nserver -> a: Pong\na -> server: Pong"


@pytest.mark.parametrize(
    ("story", "told"),
    [
        (ASKED, True),
        (ASKED.replace("a: Pong\na", "a: Ping\na"), False),
        (ASKED.replace("Ping\n", "Ping\na -> server: Pong\n"), False),
        (f"{ASKED}\na -> server: Pong", False),
        (ASKED.replace("-> server: Pong", "-> server: Ping"), False),
    ],
)
def test_a_client_that_answers_with_the_next_message(story: str, told: bool) -> None:
    """Not where that is the same, it had answered, it says more than that, or something else."""
    missed = line("a -> server: Pong", at=0, expected='a -> server: "Pong\\n"')
    case = hand_in(run(story, missed, students=("a",)), code={"a": ""}, kit=("a",))
    assert bool(list(behind.answers_one_behind(case))) == told


def test_a_server_of_a_kit_that_passes_on_with_the_next_message() -> None:
    """What goes on then is what was missed, and goes to somebody else."""
    missed = line("server -> b: Ping", at=0, expected='server -> b: "Ping\\n"')
    story = "a -> server: Ping\nb -> server: Pong\nserver -> a: Ping"
    (one,) = behind.answers_one_behind(hand_in(run(story, missed), code={"server": ""}, kit=KIT))
    assert one.says.startswith("The server is one message behind")
    assert one.happened == 'Nothing came of "Ping"; when "Pong" came, server sent "Ping"'
