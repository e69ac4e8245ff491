"""What a program said before the last thing was done is told only if it may have been meant."""

from pathlib import Path

import pytest

from harness.checks.likeness import alike
from tests.checks.told import Told, spec_of

STORY = "start server, a, b\na types: Bob\nb types: Alice\none: server -> a: Bob before Alice"


@pytest.mark.parametrize(
    ("early", "late", "instead"),
    [
        ("welcome", "", 'server sent nothing to a after "Alice" was typed at b'),
        ("welcome", "Eve", 'server sent a "Eve"'),
        ("Bob before", "", 'server sent a "Bob before"'),
        ("BOB before ", "Eve", 'server sent a "BOB before Eve"'),
    ],
)
def test_what_came_instead_has_to_do_with_what_was_expected(
    early: str, late: str, instead: str, tmp_path: Path
) -> None:
    """A greeting is no answer; a part of the answer is, and so is all that came at last."""
    told = Told(spec_of(tmp_path, STORY, casts="whole, clients"))
    for due in ("start server", "start a", "start b", "type a"):
        told.do(due)
        told.quiet()
    told.connects("a", "server")
    told.sends("server", "a", early)
    told.quiet()
    told.do("type b")
    if late:
        told.sends("server", "a", late)
    told.quiet()
    assert instead in told.one().happened


def test_a_good_part_in_one_piece_is_alike() -> None:
    """Single letters that both happen to have are not."""
    assert alike("Pong", "Ping")
    assert alike("X: Bob received before Y: Alice", "x: bob received")
    assert not alike("Pong", "client 2")
    assert not alike("hello Bob", '{"type": "registry", "users": ["ann", "bob"]}')


def test_two_letters_of_a_short_text_are_chance() -> None:
    """They stand in any text; a word that is nearly the same is none."""
    assert not alike("dear", "Registration successful: you are bob")
    assert not alike("1 of", "a list of names")
    assert alike("dear", "hello daer Bob, hello dea")
    assert alike("Bob", "X: bob")
