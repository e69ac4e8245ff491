"""Who asks at its keyboard, who waits there, and what was typed."""

from pathlib import Path

from harness.model import events as ev
from harness.model.events import Wait
from tests.checks.told import told


def test_who_waited_earlier_is_told_with_what_it_waits_for_now(tmp_path: Path) -> None:
    """Waiting is a state: that it was in it before says less than what it does instead."""
    t = told(tmp_path, "start server, a, b\nb prints: x\nthen\none: a waits for server")
    t.do("start server")
    t.quiet()
    t.do("start a")
    t.quiet(ev.Wait("a", "receive", ("server",)))
    t.do("start b")
    t.prints("b", "x\n")
    t.quiet(ev.Wait("a", "keyboard"))
    assert t.one().happened == "a does not wait for server; it waits for the keyboard"


def test_who_selects_takes_what_is_typed_and_asks_for_nothing(tmp_path: Path) -> None:
    """A keyboard among several things is typed at by a 'maybe', and met by no 'asks'."""
    t = told(tmp_path, "start a\nmaybe a types: name\none: a asks")
    t.do()
    t.asks("a", among=True)
    t.quiet()
    t.do("type a")
    t.asks("a", among=True)
    t.quiet()
    assert t.verdicts() == ["unmet"]


def test_asking_is_a_state(tmp_path: Path) -> None:
    """A role that asked before the beat and was not answered still asks in it."""
    t = told(
        tmp_path, "start a, b\none: a prints: hi\nb types: x\ntwo: a asks\nthree: never b asks"
    )
    t.do()
    t.asks("a")
    t.quiet()
    t.do()
    t.asks("b")
    t.prints("a", "hi")
    t.do("type b")
    t.quiet()
    assert [t.one(item).verdict for item in ("two", "three")] == ["met", "met"]


def test_asking_again_counts_only_after_what_was_typed(tmp_path: Path) -> None:
    """The question that was just answered is not asked again."""
    t = told(tmp_path, "start a\na types: x\none: a asks")
    t.do()
    t.asks("a")
    t.quiet()
    t.do("type a")
    t.quiet(Wait("a", "receive", ("server",)))
    assert t.one().verdict == "unmet"
    assert t.one().happened == "a did not ask for input; it waits for a message from server"


def test_a_thread_that_waits_for_one_alone(tmp_path: Path) -> None:
    """One thread that selects among all is no thread for each, nor is the main one; two are."""
    story = "start server\none: server waits for a, b in threads"
    t = told(tmp_path, story)
    t.do()
    t.quiet(
        Wait("server", "receive", ("a",), thread=2), Wait("server", "receive", ("b",), thread=3)
    )
    assert t.verdicts() == ["met", "met"]
    t = told(tmp_path, story)
    t.do()
    t.quiet(Wait("server", "receive", ("a", "b")))
    assert t.verdicts() == ["unmet", "unmet"]
    assert t.findings[0].expected == "server waits for a in a thread beside its main one"
    assert t.findings[0].happened == (
        "no thread of server waits for a alone; it waits for a message from a or b"
    )
    t = told(tmp_path, story)
    t.do()
    t.quiet(Wait("server", "receive", ("a",), thread=2))
    assert t.verdicts() == ["met", "unmet"]
    assert t.findings[1].happened == "server does not wait for b; it waits for a message from a"
    t = told(tmp_path, story)
    t.do()
    t.quiet(Wait("server", "receive", ("a",), thread=2), Wait("server", "receive", ("b",)))
    assert t.verdicts() == ["met", "unmet"]
    assert t.findings[1].happened == (
        "it is the main thread of server that waits for b, and none was made for that; "
        "it waits for a message from a and for a message from b"
    )
    t = told(tmp_path, story.replace("threads", "a thread"))
    t.do()
    t.quiet(Wait("server", "receive", ("a",), thread=2), Wait("server", "receive", ("b",)))
    assert t.verdicts() == ["met", "met"]


def test_typed_text_shows_on_the_screen_but_is_not_printed(tmp_path: Path) -> None:
    """``shows`` counts what was typed, ``prints`` does not; the typed line's end parts words."""
    t = told(tmp_path, "start a\na types: hello\none: a shows: hello\ntwo: a prints: hello")
    t.do()
    t.prints("a", "message")
    t.quiet()
    t.do()
    t.quiet()
    assert [t.one(item).verdict for item in ("one", "two")] == ["met", "unmet"]
    t = told(tmp_path, "start a\none: a asks\na types: hello\ntwo: by now a prints: bob")
    t.do()
    t.prints("a", "message")
    t.asks("a")
    t.do()
    t.prints("a", "bob")
    assert t.one("two").verdict == "met"
