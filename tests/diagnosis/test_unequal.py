"""Bytes that are compared with a text: when that is told, and when it is not."""

import pytest

from harness.diagnosis import unequal
from tests.diagnosis.hand import hand_in, line, run

READY = 'word = s.recv(9)\nif word == "READY":\n    s.send(input().encode())\n'
LOOP = """def f():
    while True:
        data = s.recv(9)
        if {}:
            break
        print(data.decode())
"""
CAME = "a connects\nserver -> a: READY"
LEFT = "a connects\nserver closes a"


def told(code: str, story: str) -> list[int]:
    """The lines that are told of a client that sends nothing."""
    lost = run(story, line("a -> server: Alice"), students=("a",))
    return [one.line for one in unequal.bytes_and_text(hand_in(lost, code={"a": code}))]


@pytest.mark.parametrize(
    ("code", "at"),
    [
        (READY, 2),
        (READY.replace('word == "READY"', '"READY" != word.strip()'), 2),
        (READY.replace('== "READY"', 'in ("READY", "GO")'), 2),
        ('if s.recv(9) == "READY":\n    s.send(b"x")\n', 1),
        (READY.replace("recv(9)", "recv(9).decode()"), 0),
        (READY.replace('"READY"', 'b"READY"'), 0),
        (READY.replace('"READY"', '"GO"'), 0),  # which has not come
        (READY.replace("if word", "word = str(word)\nif word"), 0),
        (READY.replace(":\n", ' or word == b"READY":\n'), 0),
        (READY.replace("input().encode()", "input()"), 0),  # Python 2, for all that is seen
        ('def f(word):\n    if word == "READY":\n        s.send(b"x")\nword = s.recv(9)\n', 0),
    ],
)
def test_a_text_that_has_come_as_bytes(code: str, at: int) -> None:
    """It is named where that very text came, and no other line asks for it in another way."""
    assert told(code, CAME) == [at] * (at > 0)
    assert told(code, "a connects\nserver -> a: hello") == []


@pytest.mark.parametrize(
    ("test", "at"),
    [
        ('data == ""', 4),
        ('"" == data.strip()', 4),
        ('data == "" or not data', 0),
        ('data == "" or data == b""', 0),
        ('data == "" or len(data) < 1', 0),
    ],
)
def test_the_end_that_is_no_text(test: str, at: int) -> None:
    """Nothing is empty bytes, and no empty text; one that is seen in another way is seen."""
    assert told(LOOP.format(test), LEFT) == [at] * (at > 0)
    assert told(LOOP.format(test), "a connects") == []
