"""What a message says: blanks, any text, words that join, patterns changed afterwards."""

from pathlib import Path

import pytest

from tests.checks.told import told


def test_any_text_is_another_for_each_receiver(tmp_path: Path) -> None:
    """Two that are sent something need not be sent the same."""
    t = told(tmp_path, "start server\none: server -> a, b: any")
    t.do()
    t.sends("server", "a", "hello a")
    t.sends("server", "b", "hello b")
    assert t.verdicts() == ["met", "met"]


def test_words_of_messages_that_join_are_still_words(tmp_path: Path) -> None:
    """Two messages without a separator between them do not hide a word, nor make a ``never``."""
    story = "start server, a\none: a -> server: Bob\ntwo: never a -> server: Alice"
    t = told(tmp_path, story)
    t.go()
    t.sends("a", "server", "Ali")
    t.sends("a", "server", "Bob")
    t.quiet()
    assert t.verdicts() == ["met", "met"]


def test_what_nobody_said_is_not_just_anything(tmp_path: Path) -> None:
    """A blank that no earlier line could bind is not bound by the next text that comes along."""
    words = "m: any"
    story = "start server, a\none: a -> server: {m}\ntwo: server prints: {m}"
    t = told(tmp_path, story, words=words)
    t.go()
    t.prints("server", "waiting\n")
    t.quiet()
    assert t.verdicts() == ["unmet", "unmet"]
    assert t.one("two").expected == "server prints: any text"


def test_a_saved_timeline_can_be_marked_by_changed_patterns(tmp_path: Path) -> None:
    """Cues that come earlier or later than this story would give them are followed."""
    story = "start a\none: a prints: hello\na types: x\ntwo: a prints: y"
    t = told(tmp_path / "old", story)
    t.do()
    t.prints("a", "hello")
    t.do()
    t.prints("a", "y")
    changed = told(tmp_path / "new", story.replace("hello", "goodbye"))
    for event in t.events:
        changed.performance.feed(event)
    verdicts = [f.verdict for f in changed.performance.outcome().findings]
    assert verdicts == ["unmet", "met"]


def test_a_blank_for_anything_is_filled_by_the_first_line_that_has_it(tmp_path: Path) -> None:
    """Where that line did not come, nothing may stand for it: else whatever came would do."""
    story = "start server, a\nmaybe server -> a: {r}\none: a prints: {r}"
    t = told(tmp_path, story, words="r: any")
    t.do("start server")
    t.lull()
    t.do("start a")
    t.prints("a", "something else\n")
    t.quiet()
    assert t.verdicts() == ["unmet"]
    t = told(tmp_path, story, words="r: any")
    t.do("start server")
    t.lull()
    t.do("start a")
    t.sends("server", "a", "hello")
    t.prints("a", "got hello\n")
    t.quiet()
    assert t.one("one").verdict == "met"


@pytest.mark.parametrize("said", [True, False])
def test_a_way_that_asks_for_what_nobody_said_is_not_told(tmp_path: Path, said: bool) -> None:
    """Whatever came would look like it, and does not meet it; where it was said, it is told."""
    ways = "one:\n  one of:\n    server prints: hello\n    server prints: {r}"
    story = f"start server, a\nmaybe server -> a: {{r}}\n{ways}\none: server prints: any"
    t = told(tmp_path, story, words="r: any")
    t.go()
    if said:
        t.sends("server", "a", "good day")
    t.quiet()
    way, anything = (f.expected for f in t.performance.outcome().findings if f.items == ("one",))
    also = ' or server prints: "good day"' if said else ""
    assert way == f'one of: server prints: "hello"{also}'
    assert anything == "server prints: any text"
