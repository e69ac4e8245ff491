"""Who spoke first: what is an answer, and what only passes on what was said."""

from pathlib import Path

import pytest

from harness.checks.pattern import choices, matcher
from harness.checks.scope import Book, Scope
from harness.model.spec import Blank, Text
from harness.spec import load

SPEC = load(Path(__file__).parents[2] / "assignments" / "first-message")
SAID = {"m1": "Alice", "m2": "Bob", "N1": "X", "N2": "Y"}


@pytest.mark.parametrize(
    ("told", "answers"),
    [
        ("X: Alice received before Y: Bob", True),
        ("The order is: X: Alice, Y: Bob", True),
        ("1. X: Alice\n2. Y: Bob", True),
        ("Alice, then Bob", True),
        ('["Alice", "Bob"] in this order', True),
        ("X: AliceY: Bob", False),
        ("Y: BobX: AliceY: Bob", False),
        ("Message from client 1: Alice\nMessage from client 2: Bob\n", False),
        ("AliceBob", False),
    ],
)
def test_who_passes_both_messages_on_has_not_said_which_was_first(told: str, answers: bool) -> None:
    """Both stand there, and nothing is said of them but whose they are."""
    book = Book(SPEC.words, SPEC.roles)
    answer = Scope(book).pattern(Text("bare", ((Blank("ack"),),)))
    found = [
        one
        for ranks in choices(answer, book.used, SAID)
        for one in matcher(answer, book.used, SAID, ranks).all(told)
    ]
    assert bool(found) is answers


@pytest.mark.parametrize("shown", ["X: Alice received before Y: Bob", "Sent: Alice before Bob"])
def test_what_stands_before_an_answer_is_nobodys_value(shown: str) -> None:
    """What is bound where it is said has to be printed as well: so only the messages are."""
    book = Book(SPEC.words, SPEC.roles)
    answer = Scope(book).pattern(Text("bare", ((Blank("told"),),)))
    found = [
        one
        for ranks in choices(answer, book.used, SAID)
        for one in matcher(answer, book.used, SAID, ranks).all(shown)
    ]
    assert found
    assert all(one.bound.keys() <= SAID.keys() for one in found)
