"""The chat room: how exact its texts are."""

from pathlib import Path

import pytest

from harness.checks.pattern import matcher
from harness.checks.play import Pattern
from harness.spec import load

SPEC = load(Path(__file__).parents[2] / "assignments" / "chat-room")


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Client X has connected.", True),
        ("client <Client_2>: has connected", True),
        ("Client ('B',) has connected", True),
        ("Client has connected.", False),
        ("Client {name} has connected.", False),
        ("Client %s has connected.", False),
    ],
)
def test_a_client_is_told_a_name_and_no_braces(said: str, names: bool) -> None:
    """What the code has where the name should stand is no name; what surrounds a name is free."""
    for word in ("connected1", "connected2"):
        (text,) = (each for rank in SPEC.words[word].ranks for each in rank if each.flags)
        segments = tuple(tuple(str(piece) for piece in each) for each in text.segments)
        found = matcher(Pattern(text.style, segments, text.flags), {}, {}).all(said)
        assert bool(list(found)) is names
