"""Errors that a program catches, of which it prints what they say and no more."""

import pytest

from harness.diagnosis import caught
from tests.diagnosis.hand import hand_in, line, run

CODE = """\
def serve(conn):
    try:
        greet(conn)
        conn.forward(msg)
    except Exception as e:
        print({0})
    other.forward()
"""
LACKS = "'Server' object has no attribute 'forward'"
SAYS = f"Something is asked of an object that it does not have: {LACKS}"
NEVER = line("server -> a: x", at=9)


@pytest.mark.parametrize(
    ("prints", "printed", "says", "at"),
    [
        ("e", LACKS, SAYS, 4),
        ('"Error:", e', f"Error: {LACKS}", SAYS, 4),
        ('f"\\n[!] {e}!"', f"[!] {LACKS}!", SAYS, 4),
        ("type(e), str(e)", f"<class 'AttributeError'> {LACKS}", SAYS, 4),
        ("type(e).__name__, e", f"AttributeError {LACKS}", SAYS, 4),
        ("e", "a bytes-like object is required, not 'str'", "Text is used where bytes belong", 4),
        ("e", "name 'nobody' is not defined", "A name is used that nothing defines: nobody", 5),
        ("e", "name 'time' is not defined", "A module is used and never imported: time", 5),
        ('"Error:", e', LACKS, "", 0),  # which something else may have printed
        ("e", "hello", "", 0),
        ("e", "[Errno 32] Broken pipe", "", 0),  # the other side has closed
        ("type(e)", LACKS, "", 0),
    ],
)
def test_an_error_that_is_caught_and_printed(prints: str, printed: str, says: str, at: int) -> None:
    """It means what it says; the place is the one line with its name, or else the except."""
    told = run(f"a connects\nserver prints: {printed}", NEVER)
    found = list(caught.caught_and_printed(hand_in(told, code={"server": CODE.format(prints)})))
    assert [one.line for one in found] == [at][: bool(at)]
    assert all(one.says.startswith(says) for one in found)


def test_an_error_that_comes_after_what_was_missed() -> None:
    """When something is lost already, an error at the end may be of no account."""
    early = line("server -> a: hi", at=0)
    told = run(f"a connects\nserver prints: {LACKS}", early, NEVER)
    assert not list(caught.caught_and_printed(hand_in(told, code={"server": CODE.format("e")})))
    dead = run(f"server prints: Traceback (most recent call last):\\nE: x\\n{LACKS}", NEVER)
    assert not list(caught.caught_and_printed(hand_in(dead, code={"server": CODE.format("e")})))


def test_an_except_of_the_given_program() -> None:
    """Only the lines between the marks are a student's."""
    told = run(f"a connects\nserver prints: {LACKS}", NEVER)
    marks = "# *** start ***\n{0}# *** end ***\n"
    for code, found in ((marks.format(CODE), 1), (marks.format("x\n") + CODE, 0)):
        case = hand_in(told, code={"server": code.format("e")}, kit=["server"])
        assert len(list(caught.caught_and_printed(case))) == found


@pytest.mark.parametrize(("more", "told"), [("", 1), ("    s.listen()\n", 0)])
def test_a_socket_that_does_not_listen(more: str, told: int) -> None:
    """Only of a program in which nothing listens: what is an invalid argument may be much else."""
    code = (
        "def go(s):\n    try:\n        s.accept()\n"
        f"    except Exception as e:\n        print(e)\n{more}"
    )
    heard = run("server prints: [Errno 22] Invalid argument", NEVER)
    found = list(caught.caught_and_printed(hand_in(heard, code={"server": code})))
    assert [(one.says, one.line) for one in found] == [
        ("accept() is called on a socket that does not listen", 3)
    ] * told
