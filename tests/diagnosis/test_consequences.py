"""Errors beside other programs: which are a mistake, and which come of what another did."""

import pytest

from harness.diagnosis import crashes
from tests.diagnosis.hand import hand_in, line, run

_DIES = (
    r"server prints: Traceback (most recent call last):\n"
    r'  File "/home/student/server.py", line 2, in <module>\n    s = socket.socket()\n'
    r"NameError: name 'socket' is not defined"
)
_NOT_SENT = line("server -> a: done")


def test_an_error_explains_nothing_that_was_lost_before_it() -> None:
    """What was missing when the program still ran has another cause."""
    before, after = line("server -> a: hello", at=0), line("server -> a: done", at=3)
    story = f"a connects\na -> server: hi\n{_DIES}\nserver exits 1"
    assert not list(crashes.does_not_run(hand_in(run(story, before), code={"server": "a\nb"})))
    assert list(crashes.does_not_run(hand_in(run(story, after), code={"server": "a\nb"})))


def test_who_died_of_the_death_of_another() -> None:
    """A connection that breaks because the other side dies is not the mistake; that one's is."""
    server = r'server prints: Traceback (most):\n  File "server.py", line 1\nKeyError: 1'
    client = r'a prints: Traceback (most):\n  File "a.py", line 1\nConnectionResetError: reset'
    code = {"server": "x[1]", "a": "s.recv(9)"}
    both = ("server", "a")
    for story, told in (
        (f"{server}\nserver exits 1\n{client}\na exits 1", {"server.py"}),
        (f"{client}\na exits 1\n{server}\nserver exits 1", {"server.py", "a.py"}),
    ):
        lost = run(story, _NOT_SENT, line("a prints x"), students=both)
        found = crashes.does_not_run(hand_in(lost, code=code))
        assert {one.file for one in found} == told


def test_a_time_limit_that_ends_a_server() -> None:
    """It waits for a client to connect; what else does not come, another one may not have sent."""
    told = _DIES.replace("NameError: name 'socket' is not defined", "TimeoutError: timed out")
    lost = run(f"{told}\nserver exits 1", _NOT_SENT)
    for code, count in (("\nc, a = s.accept()", 1), ("\nc.recv(9)", 0)):
        assert len([*crashes.does_not_run(hand_in(lost, code={"server": code}))]) == count


def test_a_message_in_a_form_of_its_own() -> None:
    """Its clients send a length first, which those of the harness do not: that is no error."""
    cannot = "ValueError: invalid literal for int() with base 10: 'Alice'"
    died = _DIES.replace("NameError: name 'socket' is not defined", cannot)
    alone = run(f"a -> server: Alice\n{died}\nserver exits 1", _NOT_SENT)
    own = run("a -> server: 5\nserver reads a", students=("server", "a", "b"), scene="other")
    code = {"server": "\n\n"}
    assert list(crashes.does_not_run(hand_in(alone, code=code)))
    assert not list(crashes.does_not_run(hand_in(alone, own, code=code)))


@pytest.mark.parametrize(
    "error",
    [
        "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)",
        "IndexError: list index out of range",
    ],
)
def test_a_log_in_that_the_harness_does_not_send(error: str) -> None:
    """An error that comes whenever the harness has spoken, and never among the hand-in's own."""
    died = _DIES.replace("NameError: name 'socket' is not defined", error)
    alone = run(f"a -> server: Alice\nserver reads a\n{died}\nserver exits 1", _NOT_SENT)
    quiet = run("a -> server: Bob\nserver reads a", scene="third")
    own = run("a -> server: JOIN\nserver reads a", students=("server", "a", "b"), scene="other")
    code = {"server": "\n\n"}
    assert not list(crashes.does_not_run(hand_in(alone, own, code=code)))
    always = error.startswith("json")
    assert bool(list(crashes.does_not_run(hand_in(alone, quiet, own, code=code)))) is not always


def test_an_exit_that_a_given_program_catches() -> None:
    """It is told where it stands, and that it ends more than the function."""
    story = (
        r"server prints: Traceback (most recent call last):\n"
        r'  File "/home/student/server.py", line 3, in f\n    exit()\nSystemExit: None'
    )
    code = "def f():\n    # start\n    exit()\n    # end\n"
    (one,) = crashes.does_not_run(
        hand_in(run(story, _NOT_SENT), code={"server": code}, kit=("server",))
    )
    assert (one.line, one.says) == (
        3,
        "This line asks the whole program to end, and not only the function in which it stands",
    )
    assert one.happened == (
        "Python stopped at this line, and what server was to do there was not done: SystemExit"
    )


@pytest.mark.parametrize(
    ("head", "happened"),
    [
        ("Unhandled exception in client_connected_cb", "There a task of server ends"),
        ("Fatal error: protocol.data_received() call failed.", "There a task of server ends"),
        ("Exception occurred during processing of request from (1, 2)", "There server drops this"),
    ],
)
def test_an_error_after_which_a_server_goes_on(head: str, happened: str) -> None:
    """What runs its lines tells of it: asyncio, with streams or a protocol, or socketserver."""
    told = _DIES.replace("prints: ", rf"prints: {head}\ntransport: <x>\n")
    (one,) = crashes.does_not_run(hand_in(run(told, _NOT_SENT), code={"server": "a\nb"}))
    assert (one.line, one.happened.startswith(happened)) == (2, True)


def test_an_error_since_the_other_one_ended_too_soon() -> None:
    """It is the other one's doing if that had not done its part, even if no error ended it."""
    lost = r'a prints: Traceback (most recent call last):\n  File "/home/a.py", line 1, in x\n'
    lost += "ConnectionResetError: [Errno 104] Connection reset by peer"
    code = {"server": "a\nb", "a": "s.recv(9)"}
    both = ("server", "a")
    story = f"server exits 0\n{lost}\na exits 1"
    shows = line("a prints: x", at=1)
    case = hand_in(run(story, line("server -> a: x"), shows, students=both), code=code)
    assert not list(crashes.does_not_run(case))
    case = hand_in(run(story, shows, students=both), code=code)
    assert [one.file for one in crashes.does_not_run(case)] == ["a.py"]


def test_another_error_among_the_programs_of_a_hand_in() -> None:
    """What the harness says is no JSON, and should be none: what is told is what came of theirs."""
    cannot = "json.decoder.JSONDecodeError: Expecting value: line 1 column 1 (char 0)"
    died = _DIES.replace("NameError: name 'socket' is not defined", cannot)
    alone = run(f"a -> server: Alice\nserver reads a\n{died}\nserver exits 1", _NOT_SENT)
    lacks = _DIES.replace("NameError: name 'socket' is not defined", "KeyError: 'msg'")
    lacks = lacks.replace("line 2", "line 5")
    own = run(
        f"a -> server: 5\nserver reads a\n{lacks}\nserver exits 1",
        _NOT_SENT,
        students=("server", "a", "b"),
    )
    (one,) = crashes.does_not_run(hand_in(alone, own, code={"server": "\n" * 6}))
    assert (one.says.rpartition(": ")[2], one.line) == ("'msg'", 5)


def test_an_error_after_something_that_was_forbidden() -> None:
    """What was done too soon is no error's doing, though the story looked on until later."""
    story = f"a connects\nserver closes a\n{_DIES}\nserver exits 1"
    early, late = (line("never server closes a", events=(n,)) for n in (1, 3))
    code = {"server": "a\nb"}
    assert not list(crashes.does_not_run(hand_in(run(story, early), code=code)))
    assert list(crashes.does_not_run(hand_in(run(story, early, _NOT_SENT), code=code)))
    assert list(crashes.does_not_run(hand_in(run(story, late), code=code)))
    closed = _DIES.replace("NameError: name 'socket' is not defined", "OSError: [Errno 9] Bad")
    story = f"a connects\nserver closes a\n{closed}\nserver exits 1"
    assert not list(crashes.does_not_run(hand_in(run(story, early, _NOT_SENT), code=code)))
    assert list(crashes.does_not_run(hand_in(run(story, late, _NOT_SENT), code=code)))
    assert list(crashes.does_not_run(hand_in(run(story, _NOT_SENT), code=code)))
