"""What nobody could see is not judged."""

from pathlib import Path

import pytest

from harness.model import events as ev
from tests.checks.told import Told, spec_of, told


@pytest.mark.parametrize(
    ("what", "line", "verdict"),
    [
        ("wire", "a -> server: x", "unobservable"),
        ("owner", "a closes server", "unobservable"),
        ("read", "server reads a", "unobservable"),
        ("read", "never server reads a", "unobservable"),
        ("quiet", "server waits for a", "unobservable"),
        ("between", "a waits for server", "unobservable"),
        ("between", "a waits for b", "unobservable"),
        ("between", "a asks", "unmet"),
        ("wire", "a prints: x", "unmet"),
        ("read", "a -> server: x", "unmet"),
    ],
)
def test_what_cannot_be_seen_is_not_wrong(
    tmp_path: Path, what: str, line: str, verdict: str
) -> None:
    """A line is unobservable only where what it needs could not be seen."""
    t = told(tmp_path, f"start server, a\none: {line}")
    t.unseen(what)
    t.go()
    t.limit()
    assert t.one().verdict == verdict
    if verdict == "unobservable":
        assert t.one().happened == f"this could not be observed: no {what} here"


@pytest.mark.parametrize(
    ("line", "made", "verdict"),
    [
        ("over tcp", ["udp"], "unmet"),
        ("over tcp", ["udp", "udp"], "unmet"),
        ("over tcp", ["udp", "tcp"], "unobservable"),
        ("over udp", ["udp"], "unobservable"),
        ("", ["udp"], "unobservable"),
        ("over tcp", [], "unobservable"),
    ],
)
def test_a_datagram_of_whomever_is_no_connection(
    tmp_path: Path, line: str, made: list[str], verdict: str
) -> None:
    """Whose it is may not be known; that it is no connection over TCP is."""
    t = told(tmp_path, f"start server, a\none: a connects to server {line}")
    t.go()
    t.unseen("owner")
    for proto in made:
        t.connects("?", "?", proto)
    t.quiet()
    assert t.one().verdict == verdict


def test_what_was_met_is_met_though_not_all_can_be_seen(tmp_path: Path) -> None:
    """A line that was seen to be met stays so."""
    t = told(tmp_path, "start server, a\none: a -> server: x")
    t.unseen("wire")
    t.go()
    t.sends("a", "server", "x")
    assert t.one().verdict == "met"


@pytest.mark.parametrize(("seen", "verdict"), [(False, "unobservable"), (True, "unmet")])
def test_who_does_not_come_up_to_a_guess_has_not_failed(
    tmp_path: Path, seen: bool, verdict: str
) -> None:
    """What one prints is taken for what nobody saw crossing; that the other prints just that is not
    known to be asked of it.
    """
    story = "start server, a\na -> server: {m}\nby now a prints: {m}\none: "
    story += "by now server prints: {m}"
    t = told(tmp_path, story, words="m: [/Ann|Bob/, any]")
    if not seen:
        t.unseen("wire")
    t.go()
    if seen:
        t.sends("a", "server", "hi")
    t.prints("a", "I say: hi\n")
    t.prints("server", "it says: " + ("ho\n" if seen else "hi\n"))
    t.limit()
    assert t.one().verdict == verdict


@pytest.mark.parametrize(("of", "verdict"), [("server", "unobservable"), ("", "unmet")])
def test_who_got_no_answer_since_nobody_saw_what_it_sent_is_right(
    tmp_path: Path, of: str, verdict: str
) -> None:
    """A scripted server that keeps no datagrams cannot send back what came, nor to whom it came."""
    story = """
    start server, a
    a -> server: {m}
    server -> a: {m}
    one: a prints: pong
    two: by now never a prints: timed out
    """
    t = Told(spec_of(tmp_path, story, words="m: any", casts="clients"), "clients")
    t.unseen("wire")
    if of:
        t.unseen("wire", of)
    t.go()
    t.prints("a", "timed out\n")
    t.exits("a", 0)
    t.limit()
    t.limit()
    assert [one.verdict for one in t.findings if one.items] == [verdict, verdict]


@pytest.mark.parametrize(("unseen", "lacks"), [(("quiet", "owner"), 0), (("owner",), 1), ((), 1)])
def test_nobody_waits_for_what_follows_from_what_was_not_said(
    tmp_path: Path, unseen: tuple[str, ...], lacks: int
) -> None:
    """A scripted server that does not know whose connection is whose sends nothing that comes."""
    story = "start server, a\nserver -> a: hello\none: a prints: hello"
    t = Told(spec_of(tmp_path, story, casts="clients"), "clients")
    for what in unseen:
        t.unseen(what)
    t.go()
    t.miss_last("it has no connection to a")
    assert t.performance.lacking == lacks


def test_what_could_not_be_typed_is_no_word_of_a_script(tmp_path: Path) -> None:
    """What another program is to do in the same beat is waited for."""
    t = told(tmp_path, "start server, a\na types: x\none: server prints: ready")
    t.unseen("quiet")
    for step in ("start server", "start a", "type a"):
        t.do(step)
        t.lull()
    t.miss_last("it had ended")
    assert t.performance.lacking == 1


_TCL = "_tkinter.TclError: no display name and no $DISPLAY environment variable"


@pytest.mark.parametrize(
    ("said", "code", "verdict"),
    [
        (f"Traceback …\n{_TCL}\n", 1, "unobservable"),
        ("ModuleNotFoundError: No module named 'tkinter'\n", 1, "unobservable"),
        ("ModuleNotFoundError: No module named 'tkinker'\n", 1, "unmet"),
        (f"{_TCL}\nso I go on without\n", 1, "unmet"),
        (f"{_TCL}\n", 0, "unmet"),
        ("NameError: name 'root' is not defined\n", 1, "unmet"),
        ("Traceback …\nlocale.Error: unsupported locale setting\n", 1, "unobservable"),
        ("it told: Error: unsupported locale setting\n", 1, "unmet"),
        ("  File \"<frozen os>\", line 679, in __getitem__\nKeyError: 'NAME'\n", 1, "unobservable"),
        ("  File \"c.py\", line 6, in __getitem__\nKeyError: 'NAME'\n", 1, "unmet"),
        ("Set the environment variable NAME first\n", 1, "unobservable"),
        ("Set the environment variable NAME first\n", 0, "unmet"),
        ("TypeError: no environment variable\n", 1, "unmet"),
    ],
)
def test_a_program_that_wants_what_its_author_had(
    tmp_path: Path, said: str, code: int, verdict: str
) -> None:
    """It would run on its author's desk; what it has caught, or another error, is its own."""
    t = told(tmp_path, "start server, a\none: a -> server: x")
    t.go()
    t.prints("a", said)
    t.tell(ev.Exited(n=t.n, at=0, who="a", code=code))
    t.quiet()
    assert t.one().verdict == verdict


def test_whoever_waits_for_a_program_without_a_screen_is_not_blamed(tmp_path: Path) -> None:
    """Nothing came that it could have answered."""
    t = told(tmp_path, "start server, a\none: server -> a: x")
    t.go()
    t.prints("a", _TCL)
    t.tell(ev.Exited(n=t.n, at=0, who="a", code=1))
    t.quiet()
    assert t.one().verdict == "unobservable"


_OS = '  File "<frozen os>", line 679, in __getitem__\n'
_RUN = '  File "/usr/lib/python3.11/subprocess.py", line 1955, in _execute_child\n'


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        ("ModuleNotFoundError: No module named 'winsound'", "unobservable"),
        ("ImportError: No module named colorama", "unobservable"),
        ("ModuleNotFoundError: No module named 'Crypto.Cipher'", "unobservable"),
        ("AttributeError: module 'os' has no attribute 'startfile'", "unobservable"),
        ("ImportError: cannot import name 'windll' from 'ctypes' (/usr/lib/c.py)", "unobservable"),
        ("ModuleNotFoundError: No module named 'helpers'", "unmet"),
        ("AttributeError: module 'os' has no attribute 'startfiles'", "unmet"),
        ("NameError: name 'winsound' is not defined", "unmet"),
        ('_tkinter.TclError: bad argument "zoomed": must be normal or iconic', "unobservable"),
        ('_tkinter.TclError: bad attribute "-zoom": must be -alpha or -type', "unmet"),
        ("locale.Error: unsupported locale setting", "unobservable"),
        (f"{_OS}KeyError: 'COMPUTERNAME'", "unobservable"),
        ("KeyError: 'COMPUTERNAME'", "unmet"),
        (f"{_RUN}FileNotFoundError: [Errno 2] No such file or directory: 'say'", "unobservable"),
        (f"{_RUN}FileNotFoundError: [Errno 2] No such file or directory: 'pyton3'", "unmet"),
        ("FileNotFoundError: [Errno 2] No such file or directory: 'say'", "unmet"),
    ],
)
def test_a_program_that_comes_to_what_is_not_here(tmp_path: Path, error: str, verdict: str) -> None:
    """It has run where that is; what it left undone before it came there is its own."""
    t = told(tmp_path, "start server, a\none: a -> server: x\na types: y\ntwo: a -> server: z")
    t.go()
    t.quiet()
    t.go()
    t.prints("a", f'Traceback (most recent call last):\n  File "a.py", line 3, in f\n{error}\n')
    t.quiet()
    assert (t.one("one").verdict, t.one("two").verdict) == ("unmet", verdict)


def test_a_library_that_a_program_can_do_without(tmp_path: Path) -> None:
    """Who says by itself that there is none has caught the error."""
    t = told(tmp_path, "start server, a\none: a -> server: x")
    t.go()
    t.prints("a", "ModuleNotFoundError: No module named 'colorama'\nso there are no colours\n")
    t.quiet()
    assert t.one().verdict == "unmet"
