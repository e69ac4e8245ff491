"""Loops that do not go over what they seem to."""

import pytest

from harness.diagnosis import crashes, telling
from harness.diagnosis.code import Code
from harness.diagnosis.loops import left_at_once, past_its_variable, used_up
from harness.model.record import Source
from tests.diagnosis.hand import hand_in, line, met, run

BOTH = "a connects\nb connects\na -> server: A\nserver reads a\nb -> server: B\nserver reads b\n"
SENDS = "for c in all:\n    c.send(b'x')\n"
SHORT = line("server -> a: x")


def code(text: str) -> Code:
    """A program's code."""
    return Code([Source("server.py", text.encode())])


@pytest.mark.parametrize(
    ("first", "at"),
    [
        ("all = zip(names, conns)\nfor n in all:\n    hear(n)\n", 4),
        ("all = (f(c) for c in conns)\nfor n in all:\n    hear(n)\n", 4),
        ("all = list(zip(names, conns))\nfor n in all:\n    hear(n)\n", 0),
        ("all = zip(names, conns)\nfor n in all:\n    break\n", 0),
        ("all = zip(names, conns)\nfor n in all:\n    hear(n)\nall = zip(names, conns)\n", 0),
        ("all = zip(names, conns)\n", 0),
    ],
)
def test_what_can_be_gone_through_once(first: str, at: int) -> None:
    """The second loop finds nothing, unless it was made anew, or the first one left some."""
    said, place = used_up(code(first + SENDS), "send")
    assert (place.line, bool(said)) == (at, bool(at))
    assert used_up(code(first + SENDS), "join")[0] == ""


def test_nobody_is_told_by_a_loop_that_finds_nothing() -> None:
    """The loop is the place; of one that may have been come to nothing more is known."""
    for made, at, says in (("zip(n, c)", 4, "What zip() returns"), ("[c]", 5, "The server never")):
        text = f"all = {made}\nfor n in all:\n    hear(n)\n{SENDS}"
        (one,) = telling.nobody_is_told(hand_in(run(BOTH, SHORT), code={"server": text}))
        assert (one.line, one.says[: len(says)], "own screen" in one.says) == (at, says, False)


def test_threads_that_a_used_up_loop_does_not_wait_for() -> None:
    """What they should have put there is missing further on."""
    told = (
        r"server prints: Traceback (most recent call last):\n"
        r'  File "server.py", line 6, in <module>\nIndexError: list index out of range'
    )
    for made, at in (("(t for t in x)", 4), ("[t for t in x]", 6)):
        text = f"ts = {made}\nfor t in ts:\n    t.start()\nfor t in ts:\n    t.join()\nsay(m[0])\n"
        failed = run(f"{BOTH}{told}\nserver exits 1", SHORT)
        (one,) = crashes.does_not_run(hand_in(failed, code={"server": text}))
        assert one.line == at


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ("conn.send(b'x')", 2),
        ("print('to one')\n    conn.sendall(b'x')", 3),
        ("c.send(b'x')", 0),
        ("conn.send(c.name)", 0),
        ("conn = take()\n    conn.send(b'x')", 0),
    ],
)
def test_a_loop_that_never_uses_its_variable(body: str, at: int) -> None:
    """It sends to one and the same, as often as it goes round."""
    text = f"for c in conns:\n    {body}\n"
    assert past_its_variable(code(text))[2].line == at
    assert past_its_variable(code(text.replace("for c", "for _")))[2].line == 0
    two = (met("server -> b: x", events=(6,)), line("server -> a: x"))
    (one,) = telling.one_is_told(hand_in(run(BOTH + "server -> b: x", *two), code={"server": text}))
    assert one.says.startswith("This loop never uses c: each time round it sends to conn") == (
        at > 0
    )


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ("c.send(b'x')\n    return", 3),
        ("try:\n        c.send(b'x')\n    finally: pass\n    break", 5),
        ("c.send(b'x')\n    if late: break", 0),
        ("print(c)\n    break\nx.send(c)", 0),
    ],
)
def test_a_loop_that_is_left_in_its_first_round(body: str, at: int) -> None:
    """Whatever comes: what stands under a condition may be for another time."""
    text = f"for c in conns:\n    {body}\n"
    assert left_at_once(code(text), "send")[1].line == at
    two = (met("server -> b: x", events=(6,)), line("server -> a: x"))
    (one,) = telling.one_is_told(hand_in(run(BOTH + "server -> b: x", *two), code={"server": text}))
    assert one.says.endswith("in the loop, and leaves it in its first round") == (at > 0)


def test_threads_that_a_map_alone_should_start() -> None:
    """Python tells of the join() only."""
    told = (
        r"server prints: Traceback (most recent call last):\n"
        r'  File "server.py", line 3, in <module>\n'
        r"RuntimeError: cannot join thread before it is started"
    )
    failed = run(f"{BOTH}{told}\nserver exits 1", SHORT)
    for starts, at in (
        ("map(lambda t: t.start(), ts)", 2),
        ("(t.start() for t in ts)", 2),
        ("list(map(lambda t: t.start(), ts))", 3),
        ("map(print, ts)", 3),
    ):
        text = f"ts = x\n{starts}\nt.join()\n"
        (one,) = crashes.does_not_run(hand_in(failed, code={"server": text}))
        assert one.line == at


@pytest.mark.parametrize(
    ("body", "at"),
    [
        ("return tell(m)", 2),
        ("tell(m)\n        return", 0),
        ("if tell: return tell(m)", 0),
        ("return tell", 0),
    ],
)
def test_a_loop_that_returns_what_it_calls_for_the_first(body: str, at: int) -> None:
    """What it calls may send, by whatever name; the others are never called."""
    assert left_at_once(code(f"for tell in observers:\n        {body}\n"))[1].line == at
