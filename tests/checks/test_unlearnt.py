"""What a blank stands for that nobody said: it is not told to be expected."""

from pathlib import Path

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
