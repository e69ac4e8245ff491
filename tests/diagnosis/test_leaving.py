"""Who leaves a chat at what only looks like the word that ends it."""

import pytest

from harness.diagnosis import leaving
from tests.diagnosis.hand import hand_in, line, run

SAID = "a connects\nb connects\na -> server: hi\nserver -> b: hi\n"


@pytest.mark.parametrize(
    ("word", "told"), [("By", True), ("Bye", False), ("Hello", False), ("bye for now", False)]
)
def test_a_server_that_finds_the_message_in_the_word(word: str, told: bool) -> None:
    """A part of the word ends the chat; of a word within a message another rule speaks."""
    broken = run(f"{SAID}a -> server: {word}\nserver closes a", line("never server closes", (5,)))
    code = {"server": 'if message in "Bye":\n    stop()\n'}
    found = list(leaving.at_another_word(hand_in(broken, code=code)))
    assert [(one.says[-4:], one.line) for one in found] == [('"By"', 1)] * told


@pytest.mark.parametrize(
    ("then", "told"),
    [
        ("server -> b: a: Bye for now\nb closes server", True),
        ("server -> b: Bye\nb closes server", False),
        ("server -> b: a: well\nb closes server", False),
        ("server -> b: Bye for now\nserver closes b\nb closes server", False),
    ],
)
def test_a_client_that_finds_the_word_in_a_message(then: str, told: bool) -> None:
    """It leaves at what is no farewell; not where the server has hung up."""
    at = 4 + then.count("\n")
    broken = run(SAID + then, line("never b closes server", (at,)), students=("b",))
    found = list(leaving.at_another_word(hand_in(broken)))
    assert [one.says.endswith('"a: Bye for now"') for one in found] == [True] * told


@pytest.mark.parametrize(
    ("condition", "letters"),
    [
        ('not m.strip("Bye")', True),
        ('not m.strip("Be")', False),
        ('not m.strip("bye")', False),
        ('m.strip("Bye") in "Bye"', False),
        ("not m.strip()", False),
    ],
)
def test_a_word_that_is_taken_for_its_letters(condition: str, letters: bool) -> None:
    """What strip() leaves of a message is nothing, if there are no other letters in it."""
    broken = run(f"{SAID}a -> server: By\nserver closes a", line("never server closes", (5,)))
    code = {"server": f"import os\nif {condition}:\n    stop()\n"}
    (one,) = leaving.at_another_word(hand_in(broken, code=code))
    assert one.says.startswith("strip() takes off letters") == letters
    assert not letters or one.line == 2


SPOKEN = "a connects\nb connects\na types: Alice\na -> server: Alice\na exits 0\n"
SHOWN = line("a prints: Alice received before Bob")


@pytest.mark.parametrize(
    ("story", "code", "told"),
    [
        (f"{SPOKEN}server -> a: Alice received before Bob", "s.setblocking(False)", [1]),
        (f"{SPOKEN}server -> a: Alice received before Bob", "s.setblocking(0)", [1]),
        (f"{SPOKEN}server -> a: Alice received before Bob", "s.setblocking(True)", [0]),
        (f"{SPOKEN}server -> a: Alice received before Bob", "s.settimeout(2)", []),
        (SPOKEN, "s.setblocking(False)", []),  # nothing was sent to it
        (
            SPOKEN.replace("a types", "server -> a: Alice received before Bob\na types"),
            "s.setblocking(False)",
            [],
        ),
        (
            SPOKEN.replace("exits 0", "exits 1") + "server -> a: Alice received before Bob",
            "s.setblocking(False)",
            [],
        ),
    ],
)
def test_a_client_that_ends_before_it_is_told(story: str, code: str, told: list[int]) -> None:
    """It had spoken and ended in good order; the place is the line that lets it not wait."""
    case = hand_in(run(story, SHOWN, students=("a",)), code={"a": code})
    assert [one.line for one in leaving.before_it_is_told(case)] == told


def test_what_was_typed_and_not_shown_is_another_mistake() -> None:
    """A client can show that however soon it ends."""
    story = f"{SPOKEN}server -> a: Alice received before Bob"
    own = line("a prints: Alice", expected='a prints: "Alice"')
    assert not list(leaving.before_it_is_told(hand_in(run(story, own, students=("a",)))))


@pytest.mark.parametrize(
    ("then", "told"),
    [
        ("a closes server", True),
        ("server -> b: Hello\na closes server", True),
        ("server -> a: Hello\na closes server", False),
        ("server closes a\na closes server", False),
        ("a closes server\na exits 1", False),
    ],
)
def test_a_client_that_does_not_wait_for_its_answer(then: str, told: bool) -> None:
    """It closes its connection when it has spoken; not where it was told something, or fails."""
    story = f"a connects\nb connects\na types: Alice\na -> server: Alice\n{then}"
    left = run(story, line("a waits for server"), students=("a",))
    code = {"a": "s.send(m)\ns.shutdown(2)\n"}
    found = list(leaving.before_it_is_answered(hand_in(left, code=code)))
    assert [one.line for one in found] == [2] * told
    assert all(one.happened.startswith('a sent "Alice", and closed') for one in found)
