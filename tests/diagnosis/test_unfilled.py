"""Names in braces that are said as they stand."""

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
