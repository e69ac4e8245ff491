"""What is read in windows, and on terminals beside them: a line that ``shows`` something."""

from pathlib import Path

import pytest

from tests.checks.told import Told
from tests.checks.windowed import played, pressed


@pytest.mark.parametrize("how", ["prints", "shows"])
def test_a_line_that_shows_is_met_on_the_terminal_and_in_windows(how: str, tmp_path: Path) -> None:
    """'prints' looks at the terminal alone."""
    told = played(tmp_path, f"start a\none: a {how}: Pong received")
    told.go()
    told.shows("a", "Pong  RECEIVED!")
    told.quiet()
    assert told.verdicts() == ["met" if how == "shows" else "unmet"]


def test_a_title_is_shown_too(tmp_path: Path) -> None:
    """Whatever can be read in a window counts, and says where it was read."""
    told = played(tmp_path, "start a\none: a shows: client 1")
    told.go()
    n = told.shows("a", "client 1", window="client 1")
    finding = told.one()
    assert (finding.verdict, finding.events) == ("met", (n,))
    assert finding.happened == 'the window of a showed "client 1"'


def test_a_text_in_a_window_does_not_part_a_printed_line(tmp_path: Path) -> None:
    """A terminal is read as if there were no windows."""
    told = played(tmp_path, "start a\none: a prints: /^Pong received$/\ntwo: a shows: /Pong rec/")
    told.go()
    told.prints("a", "Pong ")
    told.shows("a", "Ping")
    told.prints("a", "received\n")
    assert told.verdicts() == ["met", "met"]


def test_a_message_that_is_printed_and_shown_is_one(tmp_path: Path) -> None:
    """Two equal lines need it twice; twice in either place is enough."""
    told = played(tmp_path, "start a\none: a shows: Pong\none: a shows: Pong")
    told.go()
    told.prints("a", "Pong\n")
    told.shows("a", "Pong")
    assert told.verdicts() == ["met", "unmet"]
    told.shows("a", "Pong")
    assert told.verdicts() == ["met", "met"]


def test_the_order_of_texts_in_a_window_means_nothing(tmp_path: Path) -> None:
    """A look finds the newest text first if that stands above the others."""
    story = "start a\none:\n  a shows: Ping sent\n  then\n  a shows: Pong received"
    told = played(tmp_path, story)
    told.go()
    told.shows("a", "Pong received")
    told.shows("a", "Ping sent")
    assert told.verdicts() == ["met", "met"]


def test_a_text_in_a_window_is_seen_late(tmp_path: Path) -> None:
    """What comes after a 'then' may have come before the harness looked at the window."""
    told = played(tmp_path, "start server, a\none: a shows: ready\nthen\ntwo: a -> server: hi")
    told.go()
    told.sends("a", "server", "hi")
    told.shows("a", "ready")
    assert told.verdicts() == ["met", "met"]


def test_what_could_be_read_before_does_not_count(tmp_path: Path) -> None:
    """A beat is met by what is new in it; 'by now' reaches back."""
    story = "start a\na shows: Ping\na presses: Ping\none: a shows: Ping\ntwo: by now a shows: Ping"
    told = played(tmp_path, story)
    told.do("start a")
    told.shows("a", "Ping")
    pressed(told, "a", "Ping")
    told.quiet()
    assert (told.one("one").verdict, told.one("two").verdict) == ("unmet", "met")


def test_never_is_broken_by_a_window(tmp_path: Path) -> None:
    """A text that must not be shown must not stand in a window either, but in one piece."""
    story = "start a\none: never a shows: wrong name\ntwo: never a prints: wrong"
    told = played(tmp_path, story)
    told.go()
    told.shows("a", "wrong")
    told.shows("a", "name")
    assert told.verdicts() == ["met", "met"]
    told.shows("a", "Wrong name!")
    told.quiet()
    assert told.verdicts() == ["unmet", "met"]


def test_blanks_are_bound_in_windows(tmp_path: Path) -> None:
    """What a window says is what the lines after it are about."""
    story = "start server, a\none: a shows: Message from {who}\nserver -> a: hello {who}"
    told = played(tmp_path, story, words="who: Tom|Ann")
    told.go()
    told.shows("a", "Message from\nAnn")
    told.sends("server", "a", "hello Ann")
    assert told.verdicts() == ["met", "met"]
    assert told.outcome.blanks["who"] == "Ann"


def test_nothing_else_does_not_look_at_windows(tmp_path: Path) -> None:
    """A window has more in it than a line says; what is printed is looked at."""
    told = played(tmp_path, "start a\na shows: Chat\none: nothing else")
    told.go()
    told.shows("a", "Chat")
    told.shows("a", "Send")
    told.prints("a", "Chat\n")
    assert told.one().verdict == "met"
    told.prints("a", "oops\n")
    told.quiet()
    assert told.one().happened == 'a also printed "oops"'


def _twice(tmp_path: Path, line: str) -> Told:
    """A story in which somebody presses a second time, and the window says what it said before."""
    told = played(tmp_path, f"start server, a\na shows: Pong\na presses: Ping\n{line}")
    told.go()
    told.shows("a", "Pong")
    pressed(told, "a", "Ping")
    return told


def test_what_is_written_anew_after_a_message_is_shown(tmp_path: Path) -> None:
    """One that was sent in the beat, and read: not one that lies there still."""
    told = _twice(tmp_path, "one: a shows: Pong")
    told.shows("a", "Pong", again=True)
    assert told.one("one").verdict == "unmet"
    told.sends("server", "a", "Pong\n")
    told.shows("a", "Pong", again=True)
    assert told.one("one").verdict == "unmet"
    told.reads("a", "server")
    told.shows("a", "Pong", again=True)
    assert told.one("one").verdict == "met"


def test_what_is_written_anew_breaks_nothing(tmp_path: Path) -> None:
    """It may be what was shown rightly long ago, in a window that is filled anew."""
    told = _twice(tmp_path, "one: never a shows: Pong")
    told.sends("server", "a", "hello")
    told.reads("a", "server")
    told.shows("a", "Pong", again=True)
    told.quiet()
    assert told.one("one").verdict == "met"


def test_what_is_written_anew_where_no_reads_are_seen(tmp_path: Path) -> None:
    """A message that was sent is enough there; where no wire is seen, nothing is asked."""
    for unseen, sent in (("read", True), ("wire", False)):
        told = _twice(tmp_path, "one: a shows: Pong")
        told.unseen(unseen)
        if sent:
            told.sends("server", "a", "Pong\n")
        told.shows("a", "Pong", again=True)
        assert told.one("one").verdict == "met"
