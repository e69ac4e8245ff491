"""What a blank stands for that nobody said: it is not told to be expected."""

from pathlib import Path

from harness.model.events import Wait
from tests.checks.told import Told, spec_of

STORY = """
start server
start a
a types: Alice
one:
  a -> server: {m}
  server prints: {m}
  server -> a: {m} came
"""
WORDS = "m: ['/Alice/', '/[a-z]+/']"


def expected(told: Told) -> list[str]:
    """What was expected and did not come."""
    return [each.expected for each in told.outcome.findings if each.verdict == "unmet"]


def test_a_text_that_nobody_sent_is_not_expected_of_others(tmp_path: Path) -> None:
    """The message never came, so what stood in for it is left open."""
    told = Told(spec_of(tmp_path, STORY, words=WORDS))
    told.go()
    told.prints("server", "ready\n")
    told.quiet()
    assert told.outcome.blanks["m"] == "ready"
    assert expected(told) == ['a -> server: "Alice"', 'server -> a: "… came"']


def test_a_text_that_was_sent_is_expected(tmp_path: Path) -> None:
    """Its own line has said what it is."""
    told = Told(spec_of(tmp_path, STORY, words=WORDS))
    told.go()
    told.sends("a", "server", "Alice")
    told.quiet()
    assert expected(told) == ['server prints: "Alice"', 'server -> a: "Alice came"']


def test_what_could_not_be_said_is_not_told_as_done(tmp_path: Path) -> None:
    """The harness was to repeat a message that nobody sent, and so sent nothing."""
    story = """
    start server, a
    a types: Alice
    a -> server: {m}
    server -> a: {m} came
    one: a prints: got
    """
    told = Told(spec_of(tmp_path, story, words="m: any", casts="clients"), "clients")
    told.go()
    for _ in range(2):
        told.quiet(Wait("a", "receive", ("server",)))
    assert told.one("one").happened == "a printed nothing"
