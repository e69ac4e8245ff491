"""Errors that a program catches, and that Python tells of as of those that end it."""

import pytest

from harness.diagnosis import crashes
from harness.model.events import Wait
from tests.diagnosis.hand import hand_in, line, met, run

TOLD = (
    r"server prints: ERROR:root:oh\nTraceback (most recent call last):\n"
    r'  File "/home/student/server.py", line 2, in serve\n    notes.add(x)\n'
    "AttributeError: 'list' object has no attribute 'add'"
)
DIES = (
    r"server prints: Traceback (most recent call last):\n"
    r'  File "/home/student/server.py", line 3, in <module>\n    a, b = notes\n'
    r"ValueError: not enough values to unpack (expected 2, got 0)"
)
CHAINED = r"server prints: During handling of the above exception, another exception occurred:"
PLAIN = {"server": "notes = []\nnotes.add(x)\na, b = notes\n"}
CODE = {"server": PLAIN["server"] + "import logging\n"}
OWED = line("server -> a: done", at=9)
SLEEPS = (Wait("server", "receive", ("a",)),)


@pytest.mark.parametrize(
    ("story", "caught"),
    [
        (f"{TOLD}\n{DIES}\nserver exits 1", True),
        (f"{TOLD}\nserver exits 1", False),
        (f"{TOLD}\n{CHAINED}\n{DIES}\nserver exits 1", False),
        (TOLD.replace("ERROR:root:oh", "Exception in thread Thread-1:"), False),
    ],
    ids=["another one ends it", "this one ends it", "both in one", "a thread's"],
)
def test_whether_an_error_ends_a_program(story: str, caught: bool) -> None:
    """The one that is told last ends it; whoever prints one and goes on has not ended there."""
    found = list(crashes.does_not_run(hand_in(run(story, OWED), code=CODE)))
    assert [(one.line, "is caught" in one.happened) for one in found] == [(2, caught)]


@pytest.mark.parametrize(
    ("story", "waits"), [(TOLD, (Wait("server", "lock"), *SLEEPS)), (f"{TOLD}\nserver exits 0", ())]
)
def test_a_main_thread_that_others_outlive(story: str, waits: tuple[Wait, ...]) -> None:
    """Its error is caught by nobody, where no line could have Python tell of one that is caught."""
    for code, caught in ((CODE, True), (PLAIN, False)):
        (one,) = crashes.caught_and_told(hand_in(run(story, OWED, waits=waits), code=code))
        assert ("is caught" in one.happened) == caught
        assert one.happened.startswith("Python stopped at this line")


@pytest.mark.parametrize(
    ("story", "early", "told"),
    [
        (TOLD, False, True),
        (f"{TOLD}\nserver exits 0", False, True),
        (f"{TOLD}\nserver exits 1", False, False),  # it ends the program, which is told as that
        (f"a -> server: hello\n{TOLD}", True, False),
        (TOLD.replace("ERROR:root:oh", "Exception in thread Thread-1:"), False, False),
        (TOLD.replace("AttributeError: ", "ConnectionResetError: "), False, False),
        (TOLD.replace("AttributeError: ", "ValueError: "), False, False),
    ],
    ids=[
        "goes on",
        "ends well",
        "ends by it",
        "too late",
        "a thread's",
        "a connection's",
        "of what was typed",
    ],
)
def test_a_slip_that_is_caught_and_told(story: str, early: bool, told: bool) -> None:
    """It explains what is missed since; one that others may have brought about is not told."""
    lost = line("server -> a: hi", at=0) if early else met("server reads a")
    case = hand_in(run(story, lost, OWED, waits=SLEEPS), code=CODE)
    assert [one.line for one in crashes.caught_and_told(case)] == [2] * told


def test_a_slip_that_is_caught_in_what_was_given() -> None:
    """The given program goes on after a student's error: that is told by another rule."""
    marked = {"server": f"# *** start ***\n{CODE['server']}# *** end ***\n"}
    case = hand_in(run(TOLD, OWED, waits=SLEEPS), code=marked, kit=["server"])
    assert not list(crashes.caught_and_told(case))
