"""How a message that came differs from the one that was written."""

import json

import pytest

from harness.diagnosis import difference


def record(text: str) -> str:
    """A message as it crosses: the ends of its lines are written otherwise."""
    return json.dumps({"text": text})


@pytest.mark.parametrize(
    ("said", "came", "how"),
    [
        (" Hello  World ", "Hello  World", "the spaces at its beginning and its end are taken"),
        (" Hello  World ", " Hello  World", "the spaces at its end are taken away"),
        (" Hello  World ", "Hello  World ", "the spaces at its beginning are taken away"),
        (" Hello  World ", "Hello World", "of several spaces, or ends of lines, only one space"),
        ("Hello World", " Hello  World", "its spaces, or the ends of its lines, differ"),
        ("Hello World", "HelloWorld", "its spaces differ"),
        ("Hello World", "helloworld", "its spaces and its capitals differ"),
        ("Hello World", "hello world", "its capitals become small letters"),
        ("Hello World", "HELLO WORLD", "its small letters become capitals"),
        ("hello World", "Hello world", "it begins with a capital, and goes on with small"),
        ("hello world", "Hello World", "each of its words begins with a capital"),
        ("hello World", "hello World\n", "an end of line is put behind it"),
        ("hello World", "hello World ", "its spaces, or the ends of its lines, differ"),
        ("one\ntwo, too\nthree", "one", "of its 3 lines only one is left"),
        ("one\ntwo, too\nthree", "one\nthree", ""),
        ("hello World", "hello world!", ""),
        ("hello World", "hELLO World", "its capitals differ"),
        ("well, hello", "well hello", "its signs, such as commas and quotes, differ"),
        ("hello", "see you", ""),
    ],
)
def test_what_was_done_to_a_message(said: str, came: str, how: str) -> None:
    """Told only if it is just that; a message of other words has no name for it."""
    found = difference.words(record(said), record(came))
    assert found.startswith(how)
    assert bool(found) == bool(how)


def test_the_texts_of_records_are_compared() -> None:
    """Under one name, whatever else stands there and in whichever order."""
    said = '{"type": "message", "to": "bob", "text": "Hello Bob"}\n'
    came = '{"text": "hello bob", "from": "ann", "type": "message"}\n'
    assert difference.words(said, came) == "its capitals become small letters"
    assert difference.told(said, came) == '"Hello Bob" was sent on as "hello bob"'
    assert difference.told(said, said) == ""
    assert difference.told("hello", "see you") == ""
    assert difference.told(said, '{"body": "hello bob"}') == ""


def test_a_long_message_is_shown_where_it_parts() -> None:
    """The place at which it differs is seen, whatever stands before and after it."""
    said = f"{'a' * 100} Bob {'b' * 100}"
    told = difference.told(said, said.replace("Bob", "bob"))
    first, second = told.split(" was sent on as ")
    assert first.startswith('"…aaa')
    assert " Bob b" in first
    assert " bob b" in second
    assert first.endswith('b…"')


@pytest.mark.parametrize("end", ["!", "\n"])
def test_what_is_put_behind_a_message_is_shown(end: str) -> None:
    """Up to there both are the same, so its end is the place at which they part."""
    said = " ".join(["a long message"] * 9)
    told = difference.told(record(said), record(said + end))
    assert told.endswith(f'message" was sent on as "…e a long message{end}"'.replace("\n", "\\n"))
