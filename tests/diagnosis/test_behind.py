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
