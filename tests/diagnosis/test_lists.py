"""Lists of messages that are read too soon: what is told, and when it is not."""

import pytest

from harness.diagnosis import crashes
from tests.diagnosis.hand import hand_in, line, run

SPOKEN = "a -> server: Alice\nb -> server: Bob\n"
COUNTED = "m[1] is the second element of the list m: the first one is m[0], which nothing takes"
DIES = (
    r"server prints: Traceback (most recent call last):\n"
    r'  File "/home/student/server.py", line 2, in <module>\n    say(m[0], m[1])\n'
    r"IndexError: list index out of range"
)
BOTH = "a connects\nb connects\n"
GROWN = "m.append(c.recv(9))\nsay(m[0], m[1])\n"
SHORTER = "A list, or the parts of a text, is shorter"
TOO_SOON = "m is used before both clients have said something, so that m[1] is not there yet"


def said(story: str, code: str) -> str:
    """What is told of a server that this story ends."""
    failed = run(f"{story}{DIES}\nserver exits 1", line("server -> a: x"))
    (one,) = crashes.does_not_run(hand_in(failed, code={"server": code}))
    assert one.line == 2
    return one.says


@pytest.mark.parametrize("before", ["a -> server: Alice\n", ""])
def test_the_second_message_is_not_there_yet(before: str) -> None:
    """A client has said nothing, and the list that the messages go into is asked for two."""
    assert said(BOTH + before, GROWN) == TOO_SOON


def test_a_list_of_an_objects_own() -> None:
    """It is told by the name that it has there, and only where something is added to that one."""
    story, taken = f"{BOTH}a -> server: Alice\n", "self.m.append(x)\nsay(self.m[0], self.m[1])\n"
    assert said(story, taken) == TOO_SOON.replace("m is", "self.m is").replace("m[1]", "self.m[1]")
    assert said(story, taken.replace("self.m.", "other.m.")).startswith(SHORTER)
    counted = "self.m.append(x)\nsay(self.m[1], self.m[2])\n"
    assert said(BOTH + SPOKEN, counted).startswith("self.m[1] is the second element")
    assert said(BOTH + SPOKEN, counted + "say(self.m)\n").startswith(SHORTER)


@pytest.mark.parametrize(
    ("story", "code"),
    [
        (BOTH + SPOKEN, GROWN),
        ("a connects\na -> server: Alice\n", GROWN),
        (f"{BOTH}a -> server: Alice\n", "m = c.recv(9).split()\nsay(m[0], m[1])\n"),
        (f"{BOTH}a -> server: Alice\n", "m.append(c.recv(9))\nsay(m[0], n[1])\n"),
        (f"{BOTH}a -> server: Alice\n", "m.append(c.recv(9))\nsay(m[7])\n"),
    ],
)
def test_a_list_that_is_too_short_for_another_reason(story: str, code: str) -> None:
    """Both have spoken, or nobody else is there, or the list holds something else."""
    assert said(story, code).startswith(SHORTER)


@pytest.mark.parametrize(
    ("code", "empty"),
    [
        ("m = []\nsay(m[0], m[1])\n", True),
        ("m = list()\na, b = m\nfor x in m:\n    len(m)\n", True),
        ("m = []\nsay(m[0], m[1])\nm.append(1)\n", False),
        ("m = []\nsay(m[0], m[1])\nm[0] = 1\n", False),
        ("m = []\nsay(m[0], m[1])\nfill(m)\n", False),
        ("m = []\nsay(m[0], m[1])\nm += x\n", False),
        ("m = []\nsay(m[0], m[1])\nm = x\n", False),
        ("m = []\nsay(m[0], m[1])\nn = m\n", False),
        ("m = x\nsay(m[0], m[1])\n", False),
        ("m = []\nsay(n[0])\n", False),
    ],
)
def test_a_list_that_nothing_is_put_into(code: str, empty: bool) -> None:
    """Whoever may have put something there keeps that from being said."""
    told = said(BOTH + SPOKEN, code)
    assert told.startswith("Nothing is ever put into m" if empty else SHORTER)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("m.append(x)\nsay(m[1], m[2])\nlen(m)\n", COUNTED),
        ("m.append(x)\nsay(m[2])\nsay(m[1])\n", COUNTED),  # in a line for each
        ("m.append(x)\nsay(m[2])\nsay(m[2])\n", SHORTER),
        ("m.append(x)\nsay(n[2])\nsay(m[1], m[2])\n", SHORTER),
        ("m.append(x)\nsay(m[1], m[2])\nsay(m[0])\n", SHORTER),
        ("m.append(x)\nsay(m[1], m[2])\nsay(m[i])\n", SHORTER),
        ("m.append(x)\nsay(m[1], m[2])\nsay(m)\n", SHORTER),
        ("m.append(x)\nsay(m[1], m[1])\n", SHORTER),
        ("m = x.split()\nsay(m[1], m[2])\n", SHORTER),
    ],
)
def test_elements_that_are_counted_from_one(code: str, says: str) -> None:
    """The second and the third are asked for, and the first is not used in any way."""
    assert said(BOTH + SPOKEN, code).startswith(says)


@pytest.mark.parametrize(
    ("anew", "given", "at"),
    [
        ("m = m or []", "Thread(target=f, args=(c, m))", 4),
        ("if not m: m = list()", "f(c, m=m)", 4),
        ("m = m or []", "Thread(target=f, args=(c,))", 2),
        ("m = m or []", "f(c)", 2),
        ("if m is None: m = []", "f(c, m)", 2),
        ("m = m or given", "f(c, m)", 2),
    ],
)
def test_an_empty_list_that_a_function_takes_for_none(anew: str, given: str, at: int) -> None:
    """It makes one of its own, which the program around it never sees; if it is given one."""
    code = f"m = []\nsay(m[0], m[1])\ndef f(c, m=None):\n    {anew}\n    m.append(c)\n{given}\n"
    failed = run(f"{BOTH}{SPOKEN}{DIES}\nserver exits 1", line("server -> a: x"))
    (one,) = crashes.does_not_run(hand_in(failed, code={"server": code}))
    assert (one.line, one.says.startswith("An empty list is false")) == (at, at == 4)


@pytest.mark.parametrize(
    ("head", "given", "at"),
    [
        ("def f(c, m=[]):", "Thread(target=f, args=(c,))", 3),
        ("def f(c, m=[]):", "Thread(target=f, args=(c, m))", 2),
        ("def f(c, m=None):", "f(c)", 2),
        ("def f(c, n=[]):", "f(c)", 2),
    ],
)
def test_a_parameter_that_hides_the_list_of_the_program(head: str, given: str, at: int) -> None:
    """Its default is a list, too, and nobody gives it the other one."""
    code = f"m = []\nsay(m[0], m[1])\n{head}\n    m.append(c)\n{given}\n"
    failed = run(f"{BOTH}{SPOKEN}{DIES}\nserver exits 1", line("server -> a: x"))
    (one,) = crashes.does_not_run(hand_in(failed, code={"server": code}))
    assert (one.line, one.says.startswith("m is a parameter here")) == (at, at == 3)


def test_a_list_that_is_taken_apart_too_soon() -> None:
    """Python speaks of values to unpack then."""
    dies = DIES.replace("IndexError: list index out of range", "ValueError: {}")
    for error, says in (
        ("not enough values to unpack (expected 2, got 1)", TOO_SOON),
        ("too many values to unpack (expected 2)", "What is taken apart here"),
    ):
        story = f"{BOTH}a -> server: Alice\n{dies.format(error)}\nserver exits 1"
        case = hand_in(
            run(story, line("server -> a: x")), code={"server": "m.append(x)\n(a, b), (c, d) = m\n"}
        )
        (one,) = crashes.does_not_run(case)
        assert one.says.startswith(says)
