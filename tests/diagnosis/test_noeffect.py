"""Lines that seem to count."""

import pytest

from harness.diagnosis import noeffect
from harness.diagnosis.code import Code
from harness.diagnosis.noeffect import asked_before
from harness.model.record import Source
from tests.diagnosis.hand import hand_in, line, place, run

LOST = run("a connects", line("server -> a: x"))


def told(code: str) -> list[tuple[int, str]]:
    """The lines that are said to count nothing, and what is said of each."""
    found = noeffect.does_not_count(hand_in(LOST, code={"server": code}))
    return [(place(one).line, one.says) for one in found]


def test_a_line_that_seems_to_count() -> None:
    """Neither two signs nor a sum nor a comparison gives a name another value."""
    for counts in ("++n", "--n", "n + 1", "n == 1"):
        said = "This line changes nothing: n keeps the value that it was given first"
        assert told(f"n = 0\n{counts}\nif n == 2: send()\n") == [(2, said)]
    said = "This line changes nothing: self.n keeps the value that it was given first"
    assert told("self.n = 0\n++self.n\nwhile self.n < 2: pass\n") == [(2, said)]


def test_a_sum_with_its_signs_turned_round() -> None:
    """It is an assignment, of the same number each time; a negative number is often written so."""
    said = "=+ adds nothing: n gets the same value each time"
    assert told("n = 0\nn =+ 1\nif n == 2: send()\n") == [(2, said)]
    assert told("n = 0\nn =- 1\nif n == 2: send()\n") == []
    assert told("n = 0\nn = +1\nif n == 2: send()\n") == []


def test_a_line_without_effect_that_may_do_no_harm() -> None:
    """Something else counts, nothing asks for it, or it is given from outside."""
    for code in (
        "n = 0\n++n\nn += 1\nif n == 2: send()\n",
        "n = 0\n++n\nprint(n)\n",
        "n = False\nn == True\nif n: send()\n",
        "def f(n):\n    n + 1\n    if n == 2: send()\nn = 0\n",
        "n = 0\nm = ++n\nif n == 2: send()\n",
    ):
        assert told(code) == []


@pytest.mark.parametrize(
    ("code", "at"),
    [
        ("if a == 1:\n    f()\nelif a == 1:\n    g()\n", 3),
        ("if a == 1:\n    f()\nelif a == 2:\n    h()\nelif a == 1:\n    g()\n", 5),
        ("if a == 1:\n    f()\nelif a == 2:\n    g()\n", 0),
        ("if a == 1:\n    f()\nif a == 1:\n    g()\n", 0),
        ("if a == 1:\n    f()\nelse:\n    x = 1\n    if a == 1:\n        g()\n", 0),
        ("if f():\n    f()\nelif f():\n    g()\n", 0),  # which may answer otherwise now
    ],
)
def test_a_branch_with_the_condition_of_one_above_it(code: str, at: int) -> None:
    """Nobody comes to it; what is asked once more after that branch is another matter."""
    read = Code([Source("server.py", code.encode())])
    assert asked_before(read, {*range(9)}).line == at
    assert asked_before(read, {1}).line == 0
