"""Conditions that are true whatever happened: what they cost, and when nothing is said of them."""

import pytest

from harness.diagnosis import conditions
from harness.diagnosis.case import Run
from tests.diagnosis.hand import hand_in, line, met, run

TRUE = "if x == '' or 'Y':\n    f = 1\n"
SAYS = "The condition is always true: or 'Y' compares nothing"
GIVEN = "The condition is always true: := gives x a value there, and compares nothing"
BOTH = "a connects\nb connects\n"


def asked(answer: str, good: bool = False) -> Run:
    """Two clients that speak, ``b`` first, and the answer that both get."""
    story = f"{BOTH}b -> server: Bob\na -> server: Alice\nserver -> a: {answer}\n"
    return run(story, (met if good else line)("server -> a: the answer"))


@pytest.mark.parametrize(
    ("code", "good", "says"),
    [
        (TRUE, False, [SAYS]),
        (TRUE, True, []),
        ("if x == '' or x == 'Y':\n    f = 1\n", False, []),
        (TRUE + TRUE, False, []),
        ("if 'X' in m[0] or m[1]:\n    f = 1\n", False, [SAYS.replace("'Y'", "m[1]")]),
        ("if 'X' in m[0] or n[1]:\n    f = 1\n", False, []),
        ("if 'X' in m[0] or 'X' in m[1]:\n    f = 1\n", False, []),
        ("if x := 'Y':\n    f = 1\n", False, [GIVEN]),
        ("if x := '':\n    f = 1\n", False, []),
        ("if x := other():\n    f = 1\n", False, []),
    ],
)
def test_who_was_first_is_asked_in_vain(code: str, good: bool, says: list[str]) -> None:
    """The answer is wrong, and there is one such condition."""
    case = hand_in(asked("X: Alice received before Y:", good), code={"server": code})
    found = list(conditions.true_whoever_was_first(case))
    assert [one.says for one in found] == says
    for one in found:
        assert one.line == 1
        assert one.happened.startswith('b spoke first, with "Bob", and server answered "X: ')


@pytest.mark.parametrize(
    ("story", "found"),
    [
        ("a -> server: hello\nserver closes a\nserver closes b\n", 1),
        ("a -> server: hello\nserver exits 0\n", 1),
        ("a -> server: Bye\nserver closes a\nserver closes b\n", 0),
        ("a -> server: hello\nb -> server: hi\nserver closes a\n", 0),
        ("a -> server: hello\n", 0),
        ("a -> server: hello\nserver exits 1\n", 0),
    ],
)
def test_a_chat_that_ends_at_its_first_message(story: str, found: int) -> None:
    """It is named only if the end came at no farewell, not later, and not by an error."""
    played = run(BOTH + story, line("server -> b: two"))
    case = hand_in(played, code={"server": TRUE})
    told = list(conditions.true_whatever_was_said(case))
    assert [one.says for one in told] == [SAYS] * found
    assert all(one.happened == 'a said "hello", and server hung up at that' for one in told)
    assert not list(conditions.true_whatever_was_said(hand_in(played, code={"server": "f()\n"})))


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("match m:\n    case BYE:\n        stop()\n", "case BYE: takes whatever comes, and calls"),
        ("match m:\n    case 'Bye':\n        stop()\n", ""),
        ("if m.find('Bye'):\n    stop()\n", "find() gives a place in the text, and -1 where"),
        ("if m.find('Bye') >= 0:\n    stop()\n", ""),
        ("if m := 'Bye':\n    stop()\n", "The condition is always true: := gives m a value"),
    ],
)
def test_what_makes_a_condition_true_of_any_message(code: str, says: str) -> None:
    """A name in a case, a place that is -1, a value that is given: each takes whatever was said."""
    played = run(f"{BOTH}a -> server: hello\nserver exits 0\n", line("server -> b: two"))
    told = list(conditions.true_whatever_was_said(hand_in(played, code={"server": code})))
    assert [one.says.startswith(says) for one in told] == [True] * bool(says)


@pytest.mark.parametrize(
    ("code", "at"),
    [
        (
            "first = ''\ndef f(m):\n    global first\n    if first is None:\n        first = m\n",
            [4],
        ),
        ("first = 0\nif first == None:\n    first = m\n", [2]),
        ("first = None\nif first is None:\n    first = m\n", []),
        ("first = ''\nif first is None:\n    pass\nfirst = f()\n", []),
        ("def f(first=''):\n    if first is None:\n        first = m\n", []),
        ("first = ''\nif first is not None:\n    first = m\n", []),
    ],
)
def test_what_is_never_none(code: str, at: list[int]) -> None:
    """It begins as something else, and only what the question guards would change it."""
    case = hand_in(asked("before Y: Bob"), code={"server": code})
    assert [one.line for one in conditions.never_none(case)] == at
