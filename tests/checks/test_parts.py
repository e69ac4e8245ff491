"""Which roles stand behind each rubric item, whoever is there to play."""

from pathlib import Path

from harness.checks.parts import parts
from tests.checks.told import spec_of


def test_rows_rounds_and_words_name_the_actors(tmp_path: Path) -> None:
    """A name stands for all that it takes in rows, rounds and arguments, and blanks of rows."""
    words = """
    f: a|b
    say who: |
      two: {who} prints: hi
    """
    story = """
    start server, a, b
    one: {who} prints: x
    each u in a, b:
      do say {u}
    three: one of:
      server prints: y
      {f} prints: y
    """
    rows = "first: {who: a}\nsecond: {who: '{f}'}"
    found = parts(spec_of(tmp_path, story, words=words, rows=rows, casts="whole"))
    assert {part.actors for part in found["one"]} == {frozenset({"a", "b"})}
    assert {part.actors for part in found["two"]} == {frozenset({"a", "b"})}
    assert frozenset().union(*(part.actors for part in found["three"])) == {"server", "a", "b"}
    assert all(part.cast == {"server", "a", "b"} for part in found["one"])
