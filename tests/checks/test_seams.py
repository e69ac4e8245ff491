"""Where a bare text may begin and end though letters or digits stand beside it."""

from pathlib import Path

import pytest

from tests.checks.told import told

STORY = """
start server, a
a types: go
one: server -> a: Alice
"""


@pytest.mark.parametrize(
    ("sent", "verdict"),
    [
        (["0005Alice"], "met"),
        (["5Alice"], "met"),
        (["0004here", "0005Alice", "0003Bob"], "met"),
        (["0014Alice was here"], "met"),
        (["\0\0\x000" + "Alice" + "!" * 43], "met"),  # 48 as a byte is '0'
        (["0006Alice"], "unmet"),
        (["0005", "Alice"], "met"),
        (["0009and Alice"], "met"),
        (["0008andAlice"], "unmet"),
        (["ThisIsAlice"], "unmet"),
    ],
)
def test_a_message_begins_where_its_length_ends(
    tmp_path: Path, sent: list[str], verdict: str
) -> None:
    """A length right before a message is no part of its first word, if it counts the message."""
    t = told(tmp_path, STORY)
    t.go(lull=False)
    for piece in sent:
        t.sends("server", "a", piece)
    t.quiet()
    assert t.one().verdict == verdict


def test_what_never_may_be_said_is_not_found_after_a_length(tmp_path: Path) -> None:
    """What costs points has to be sure: there only whole words count."""
    t = told(tmp_path, STORY.replace("one: ", "one: never "))
    t.go(lull=False)
    t.sends("server", "a", "0005Alice")
    t.quiet()
    assert t.one().verdict == "met"
