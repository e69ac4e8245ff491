"""Lines that are known by where they stand."""

import pytest

from harness.diagnosis import straight
from harness.diagnosis.code import Code
from harness.model.record import Source


def code(text: str) -> Code:
    """A file of that text."""
    return Code([Source("a.py", text.encode())])


LOOP = "print(s.recv(9))\nwhile on:\n    d = s.recv(9)\n    print(d)\n"


def test_the_receive_that_goes_on() -> None:
    """That in the loop, once those above it have returned; not one of two loops."""
    assert straight.last_receive(code(LOOP)).line == 3
    assert straight.last_receive(code(LOOP + LOOP)).line == 0
    assert straight.last_receive(code("s.recv(9)\n")).line == 0


def test_where_the_first_client_is_waited_for() -> None:
    """The first accept() of a function; of two functions either may come first."""
    assert straight.first_accept(code("a, _ = s.accept()\nb, _ = s.accept()\n")).line == 1
    assert straight.first_accept(code("def f():\n    s.accept()\ns.accept()\n")).line == 0


def test_what_wakes_the_thread_that_answers() -> None:
    """The condition of the only set(), where all that is sent is sent by who wait()s, and later."""
    sets = "def hear():\n    if len(said) == 1:\n        spoke.set()\n"
    answers = "spoke.wait()\nconn.send(answer)\n"
    assert straight.wakes_who_answers(code(sets + answers)).line == 2
    for other in (
        "spoke.wait(5)\nconn.send(answer)\n",  # it may only have lasted too long
        "conn.send(answer)\nspoke.wait()\n",
        "def tell():\n    conn.send(answer)\nspoke.wait()\n",
        f"{answers}spoke.set()\n",
        f"{answers}other.wait()\n",
        answers.replace("spoke", "other"),
    ):
        assert straight.wakes_who_answers(code(sets + other)).line == 0


def test_what_a_program_that_ended_has_come_to() -> None:
    """The first call that stands in no block, in a file that nothing leaves before its end."""
    assert straight.surely_first(code("s.shutdown(2)\ns.close()\n"), "close", "shutdown").line == 1
    assert straight.surely_first(code("if x:\n    s.close()\n"), "close").line == 0
    assert straight.surely_first(code("sys.exit()\ns.close()\n"), "close").line == 0


def test_the_loop_that_asks() -> None:
    """The place is the only loop that asks, or else the only question."""
    assert straight.asking(code("x = 1\nfor _ in range(4):\n    t = input()\n")).line == 2
    assert straight.asking(code("t = input()\n")).line == 1
    assert straight.asking(code("t = input()\nu = input()\n")).line == 0


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("s.recv(9)\n", 1),
        (LOOP.replace("    print(d)\n", "    if not d:\n        break\n"), 3),
        (LOOP, 0),
        ("d = s.recv(9)\nt = d.decode()\nprint(t)\n", 0),
    ],
)
def test_what_is_received_and_never_shown(text: str, at: int) -> None:
    """It is thrown away, or asked only whether it is something."""
    assert straight.unshown(code(text)).line == at
