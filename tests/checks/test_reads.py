"""``reads``: what was taken out of a socket, whichever bytes that were."""

from pathlib import Path

import pytest

from harness.model.events import Wait
from tests.checks.told import Told, spec_of, told

STORY = "start server, a, b\none: never server reads a: Alice\nb types: go"


def began(folder: Path, story: str = STORY) -> Told:
    """Both programs are there."""
    t = told(folder, story)
    t.go()
    return t


def test_only_what_was_read_counts(tmp_path: Path) -> None:
    """A name that was read says nothing of the message that still lies in the socket."""
    t = began(tmp_path)
    t.sends("a", "server", "X")
    t.reads("server", "a", 1)
    t.sends("a", "server", "Alice")
    t.quiet()
    assert t.one().verdict == "met"


def test_a_text_that_was_read_is_told(tmp_path: Path) -> None:
    """What broke the line is said, and where: the read that took it, not the sending."""
    t = began(tmp_path)
    t.sends("a", "server", "X:Alice")
    at = t.reads("server", "a", 7)
    t.quiet()
    finding = t.one()
    assert (finding.verdict, finding.expected) == ("unmet", 'never server reads a: "Alice"')
    assert finding.events == (at,)
    assert finding.happened == 'server had read "Alice" of a before "go" was typed at b'


def test_what_a_read_took_along_may_not_have_been_wanted(tmp_path: Path) -> None:
    """A library that reads ahead takes two lines at once, and the program asked for the first."""
    t = began(tmp_path)
    t.sends("a", "server", "JOIN X\nAlice\n")
    t.reads("server", "a", 13)
    t.quiet()
    assert t.one().verdict == "unobservable"
    assert "one read took it along" in t.one().happened


def test_the_first_line_of_a_read_was_wanted(tmp_path: Path) -> None:
    """Whatever was sent behind it, the read was made for its first line."""
    t = began(tmp_path)
    t.sends("a", "server", "Alice\nand more\n")
    t.reads("server", "a", 15)
    t.quiet()
    assert t.one().verdict == "unmet"


@pytest.mark.parametrize(
    ("sent", "verdict"),
    [
        ("X\nAlice\n", "unobservable"),
        ("X\nBob\n", "unmet"),
        ("X\n", "unmet"),
        ("Alice\n", "unmet"),
    ],
)
def test_what_was_taken_along_may_be_wanted_later(tmp_path: Path, sent: str, verdict: str) -> None:
    """Then no second read is needed for it; for another line one is."""
    t = began(
        tmp_path, "start server, a, b\nserver reads a\nb types: go\none: server reads a: Alice"
    )
    t.sends("a", "server", sent)
    t.reads("server", "a", len(sent))
    t.quiet()
    t.do("type b")
    t.quiet()
    assert t.one().verdict == verdict


def test_what_was_taken_along_may_be_wanted_when_it_must_not(tmp_path: Path) -> None:
    """That no read came after it says nothing, then."""
    t = began(
        tmp_path,
        "start server, a, b\nserver reads a\nb types: go\none: never server reads a: Alice",
    )
    t.sends("a", "server", "X\nAlice\n")
    t.reads("server", "a", 8)
    t.quiet()
    t.do("type b")
    t.quiet()
    assert t.one().verdict == "unobservable"


def test_however_it_is_cut(tmp_path: Path) -> None:
    """One read may take half of what was sent, and the next one what was sent in two pieces."""
    t = began(tmp_path)
    t.sends("a", "server", "Hello Al")
    t.reads("server", "a", 4)
    t.sends("a", "server", "ice")
    t.reads("server", "a", 7)
    t.quiet()
    assert t.one().verdict == "unmet"


def test_a_read_that_is_told_before_the_wire(tmp_path: Path) -> None:
    """The stage may see that bytes were taken before the wire has told which."""
    t = began(tmp_path)
    at = t.reads("server", "a", 5)
    t.sends("a", "server", "Alice")
    t.quiet()
    assert t.one().verdict == "unmet"
    assert t.one().events == (at,)


def test_bytes_that_no_wire_tells(tmp_path: Path) -> None:
    """Where something was read, and nobody knows what, no text can be denied."""
    t = began(tmp_path)
    t.reads("server", "a", 5)
    t.quiet()
    assert t.one().verdict == "unobservable"


@pytest.mark.parametrize("what", ["read", "wire"])
def test_where_it_cannot_be_seen(what: str, tmp_path: Path) -> None:
    """It takes both, what was read and what crossed."""
    t = began(tmp_path)
    t.unseen(what)
    t.sends("a", "server", "Alice")
    t.quiet()
    assert t.one().verdict == "unobservable"


def test_a_text_that_should_be_read(tmp_path: Path) -> None:
    """What was read instead is told, or that nothing was."""
    t = began(tmp_path, "start server, a, b\none: server reads a: Alice\ntwo: server reads b: Bob")
    t.sends("a", "server", "Eve")
    t.reads("server", "a", 3)
    t.quiet()
    assert t.one().verdict == "unmet"
    assert t.one().happened == 'server read "Eve" of a'
    assert t.one("two").happened == "server did not read anything of b"


def test_a_text_that_was_read_as_it_should(tmp_path: Path) -> None:
    """The line is met by the read, in the words that were read."""
    t = began(tmp_path, "start server, a\none: server reads a: Alice")
    t.sends("a", "server", "X says Alice")
    t.reads("server", "a", 12)
    t.quiet()
    assert (t.one().verdict, t.one().happened) == ("met", 'server read "Alice" of a')


def test_a_library_that_waits_for_whatever_comes(tmp_path: Path) -> None:
    """Who is read ahead by its library is not known to want what it waits for."""
    t = began(tmp_path, "start server, a\none: never server waits for a")
    t.unseen("ahead", "server")
    t.quiet(Wait("server", "receive", ("a",)))
    assert t.one().verdict == "unobservable"


@pytest.mark.parametrize(
    ("what", "read", "verdict"),
    [("ahead", False, "met"), ("ahead", True, "unobservable"), ("read", False, "unobservable")],
)
def test_what_a_library_left_in_the_socket(
    tmp_path: Path, what: str, read: bool, verdict: str
) -> None:
    """No program has a message that its event loop has not taken; of one that it has, who knows."""
    t = began(tmp_path)
    t.unseen(what, "server")
    t.sends("a", "server", "Alice")
    if read:
        t.reads("server", "a", 5)
    t.quiet()
    assert t.one().verdict == verdict


def test_a_library_that_took_nothing_excuses_its_program(tmp_path: Path) -> None:
    """What is to be read, and was not, may have been asked for in vain."""
    t = began(tmp_path, "start server, a\none: server reads a")
    t.unseen("ahead", "server")
    t.connects("a", "server")
    t.quiet()
    assert t.one().verdict == "unobservable"


def test_a_library_without_a_socket_excuses_nobody(tmp_path: Path) -> None:
    """Nobody could connect to a server that ended over its own syntax: it has asked for nothing."""
    t = began(tmp_path, "start server, a\none: server reads a")
    t.unseen("ahead", "server")
    t.quiet()
    assert t.one().verdict == "unmet"


def test_who_waits_itself_is_not_excused(tmp_path: Path) -> None:
    """What another program's library does says nothing of the server."""
    t = began(tmp_path, "start server, a\none: never server waits for a")
    t.unseen("read", "a")
    t.quiet(Wait("server", "receive", ("a",)))
    assert t.one().verdict == "unmet"


EARLY = """
start server
a connects to server
a -> server: Alice
one: never server reads a
b connects to server
b -> server: Bob
one: server reads a
"""


def test_a_server_that_reads_early_is_caught_by_its_socket(tmp_path: Path) -> None:
    """Reading before both are connected breaks the line, though nothing was shown to anybody."""
    t = Told(spec_of(tmp_path, EARLY, casts="server"), "server")
    t.do("start server")
    t.quiet()
    t.do("connect a")
    t.quiet()
    t.do("send a")
    broken = t.reads("server", "a")
    t.quiet()
    t.do("connect b")
    t.quiet()
    t.do("send b")
    t.quiet()
    first, second = t.findings
    assert (first.verdict, first.events) == ("unmet", (broken,))
    assert first.happened == "server had read 5 bytes of a before b connected"
    assert second.verdict == "unmet"
    assert second.happened == "server read 5 bytes of a earlier, and not again"


def test_a_server_that_waits_for_both_passes(tmp_path: Path) -> None:
    """Reading only when both are connected meets both lines."""
    t = Told(spec_of(tmp_path, EARLY, casts="server"), "server")
    for _ in range(3):
        t.do()
        t.quiet()
    t.do("connect b")
    t.quiet()
    t.do("send b")
    t.reads("server", "a")
    assert t.performance.over
    assert t.verdicts() == ["met", "met"]
