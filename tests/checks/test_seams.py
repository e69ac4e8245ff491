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
        (["0006I am 1", "0005Alice"], "met"),
        (["\0\0\x000" + "Alice" + "!" * 43], "met"),  # 48 as a byte is '0'
        (["0006Alice"], "unmet"),
        (["0005", "Alice"], "met"),
        (["0009and Alice"], "met"),
        (["0008andAlice"], "unmet"),
        (["5:Alice4:type"], "met"),
        (["8:X: Alice4:type"], "met"),
        (["3:Alice4:type"], "unmet"),
        (["MAlice"], "met"),
        (["J\nMAlice\n"], "met"),
        (["J MAlice"], "unmet"),
        (["IsAlice"], "unmet"),
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


@pytest.mark.parametrize(
    ("sent", "verdict"),
    [
        (b"\0\0\0\5\xb7\xd37\n\x15\x13\1{\xefGAlice", "met"),
        (b"\xff\x82\xe5\x95\xa3\xe0uAlicek\x82\x07\xc9\xff", "met"),
        (b"8b1a9953c4611296a827abf8c47804d7Alice", "met"),
        (b"Alicef7ff9e8b", "met"),
        (b"\0\0\0\0\0\0\0\x08andAlice", "unmet"),
        (b"\x02andAlice\x03", "unmet"),
        (b"12345678Alice", "unmet"),
        (b"Alicewas\x03here", "unmet"),
    ],
)
def test_what_signs_a_message_is_no_part_of_its_words(
    tmp_path: Path, sent: bytes, verdict: str
) -> None:
    """A digest, or bytes some of which happen to be letters, may stand right beside a text."""
    t = told(tmp_path, STORY)
    t.go(lull=False)
    t.sends("server", "a", sent)
    t.quiet()
    assert t.one().verdict == verdict


def test_of_signed_messages_the_first_is_the_earliest(tmp_path: Path) -> None:
    """That chance parts the second one from the bytes before it does not make it the better one."""
    words = "first: a|b\nsecond: a|b, not {first}\nm: /Alice|Bob/\nm2: /Alice|Bob/"
    story = """
start server, a, b
a types: go
one: {first} -> server: {m}
then
two: {second} -> server: {m2}
"""
    t = told(tmp_path, story, words=words)
    t.go(lull=False)
    t.sends("a", "server", b"\xff\x82\x83\xefGAlice")
    t.sends("b", "server", b"\xff\x82\x83\x84\x85Bob")
    t.quiet()
    assert t.verdicts() == ["met", "met"]


def test_what_never_may_be_said_is_not_found_after_a_length(tmp_path: Path) -> None:
    """What costs points has to be sure: there only whole words count."""
    t = told(tmp_path, STORY.replace("one: ", "one: never "))
    t.go(lull=False)
    t.sends("server", "a", "0005Alice")
    t.quiet()
    assert t.one().verdict == "met"
