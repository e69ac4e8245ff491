"""A timeline as it is saved: no byte is lost, and none takes more room than it must."""

import json
from random import Random

import pytest

from harness.model.events import Sent
from harness.model.timeline import Timeline, dump, load

MUCH = 64 * 1024


def of(data: bytes) -> Timeline:
    """Somebody has sent ``data``."""
    event = Sent(n=1, at=10, clock=10, who="a", to="server", conn="c1", proto="tcp", data=data)
    return Timeline("s", "whole", "", 1, {"a": "student"}, (event,))


@pytest.mark.parametrize(
    ("data", "most"),
    [
        (b"Alice: hello\r\n" * (MUCH // 14), 1.2),
        (bytes(MUCH), 0.02),
        (Random(1).randbytes(MUCH), 1.4),
        (("\u00e9l\u00e8ve " * (MUCH // 8)).encode(), 1.4),
        (b"", 0),
    ],
    ids=["text", "zeros", "noise", "french", "nothing"],
)
def test_no_byte_is_lost_nor_blown_up(data: bytes, most: float) -> None:
    """It comes back as it was, and its line is hardly longer than it."""
    lines = list(dump(of(data)))
    assert load(lines) == of(data)
    assert len(lines[1]) <= most * len(data) + 200


def test_what_is_short_can_be_read() -> None:
    """A short message stands there as text, whatever is in it."""
    row = json.loads(list(dump(of(b"\x00\x01hello\xff")))[1])
    assert row["data"] == "\x00\x01hello\xff"
