"""Names in braces that are said as they stand."""

import pytest

from harness.diagnosis import unfilled
from tests.diagnosis.hand import hand_in, line, place, run

HEARD = "a connects\nserver -> a: {first[0]} came first"
OWED = line("server -> a: X came first", expected='server -> a: "X came first"')


def test_an_f_string_without_its_f_is_the_place() -> None:
    """What was sent is, braces and all, what stands in the code; with an f it cannot have been."""

    def told(text: str, story: str = HEARD) -> int:
        code = {"server": f"first = [1]\nc.send({text}.encode())\n"}
        return sum(
            place(one).line for one in unfilled.in_braces(hand_in(run(story, OWED), code=code))
        )

    assert told("'{first[0]} came first'") == 2
    assert told("f'{first[0]} came first'") == 0
    assert told("'{second[0]} came first'") == 0
    assert told("'{first[0]} came first'", HEARD.replace("{first[0]}", "X")) == 0


def test_what_is_printed_so_explains_no_answer_that_is_not_sent() -> None:
    """Each of the two is explained by its own text."""
    code = {"server": "who = 1\nprint('{who} came')\n"}
    story = "a connects\nserver prints: {who} came"
    printed = line("server prints: X", expected='server prints: "X"')
    assert list(unfilled.in_braces(hand_in(run(story, printed), code=code)))
    assert not list(unfilled.in_braces(hand_in(run(story, OWED), code=code)))


EARLY = """\
first = ""
said = {0}
def hear(c):
    global first
    first = c.recv(99).decode()
"""


@pytest.mark.parametrize(
    ("made", "sent", "told"),
    [
        ('f"{first} was here first"', "was here first", True),
        ('first + " was here first"', "was here first", True),
        ('str(first) + " was here first"', "was here first", True),
        ('f"{first} was here first"', "Ann was here first", False),
        ('f"{first!r} was here first"', "was here first", False),
        ('f"{other} was here first"', "was here first", False),
        ('f"{first}: first"', ": first", False),  # one word may be said by chance
        ('" was here first"', "was here first", False),
        ('f"{first} was here first"\nsaid = 1', "was here first", False),
    ],
)
def test_a_text_that_is_made_before_anything_has_come(made: str, sent: str, told: bool) -> None:
    """What was sent is what the line makes of the values above it; it is made nowhere else."""
    case = hand_in(
        run(f"a connects\nserver -> a: {sent}", OWED), code={"server": EARLY.format(made)}
    )
    assert [one.line for one in unfilled.made_too_early(case)] == [2] * told


def test_a_text_of_names_that_get_no_other_value() -> None:
    """It is the same whenever it is made, and so its moment is not what is wrong with it."""
    code = {"server": 'first = "X"\nsaid = f"{first} was here first"\n'}
    heard = run("a connects\nserver -> a: X was here first", OWED)
    assert not list(unfilled.made_too_early(hand_in(heard, code=code)))
