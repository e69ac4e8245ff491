"""Threads that are never started, and functions that are called too soon."""

import pytest

from harness.diagnosis import starting
from tests.diagnosis.hand import hand_in, line, run

BOTH = "a connects\nb connects\n"
UNHEARD = line("server waits for b", at=3)
HEAD = "from threading import Thread\ndef hear(c):\n    c.recv(9)\n"


@pytest.mark.parametrize(
    ("code", "at", "says"),
    [
        ("t = Thread(target=hear(x))\nt.start()\n", 4, "The function is called here and now"),
        ("t = Thread(target=hear, args=(x,))\nt.run()\n", 5, "run() calls the function here"),
    ],
)
def test_a_function_that_is_called_in_place_of_a_thread(code: str, at: int, says: str) -> None:
    """The program never had a second thread; where it had one, something else is wrong."""
    alone = run(f"{BOTH}quiet: server receive a", UNHEARD)
    (one,) = starting.called_at_once(hand_in(alone, code={"server": HEAD + code}))
    assert (one.line, one.says.startswith(says)) == (at, True)
    beside = run(f"{BOTH}quiet: server lock, server receive a", UNHEARD)
    assert not list(starting.called_at_once(hand_in(beside, code={"server": HEAD + code})))


def test_a_target_that_makes_a_function_is_called_rightly() -> None:
    """Only a call of a function of the file is known to be one too many."""
    code = {"server": HEAD + "t = Thread(target=partial(hear, x))\nt.start()\n"}
    alone = run(f"{BOTH}quiet: server receive a", UNHEARD)
    assert not list(starting.called_at_once(hand_in(alone, code=code)))


@pytest.mark.parametrize(
    ("code", "at", "says"),
    [
        ("t = Thread(target=hear)\nt.start\n", 5, "start is named here and not called"),
        ("t = Thread(target=hear)\nt.daemon = True\n", 4, "A thread is made here and never"),
    ],
)
def test_a_thread_that_is_never_started(code: str, at: int, says: str) -> None:
    """Nobody listens to a client, and nothing could start the thread that would."""
    stuck = run(f"{BOTH}quiet: server lock", UNHEARD)
    (one,) = starting.never_started(hand_in(stuck, code={"server": HEAD + code}))
    assert (one.line, one.says.startswith(says)) == (at, True)


@pytest.mark.parametrize(
    "code", ["t = Thread(target=hear)\nt.start()\n", "t = Thread(target=hear)\nall = [t]\n"]
)
def test_a_thread_that_may_be_started(code: str) -> None:
    """It is, or it is put where something else may do it: then nothing is told."""
    stuck = run(f"{BOTH}quiet: server lock", UNHEARD)
    assert not list(starting.never_started(hand_in(stuck, code={"server": HEAD + code})))


def test_join_without_its_parentheses() -> None:
    """The main thread went on, and failed below that line."""
    code = {"server": HEAD + "t = Thread(target=hear)\nt.start()\nt.join\nprint(m[0])\n"}
    told = (
        r"server prints: Traceback (most recent call last):\n"
        r'  File "/home/student/server.py", line 7, in <module>\n    print(m[0])\n'
        r"IndexError: list index out of range"
    )
    failed = run(f"{BOTH}{told}\nserver exits 1", line("server -> a: x"))
    (one,) = starting.never_joined(hand_in(failed, code=code))
    assert one.line == 6
    above = run(f"{BOTH}{told.replace('line 7', 'line 5')}\nserver exits 1", line("server -> a: x"))
    assert not list(starting.never_joined(hand_in(above, code=code)))
