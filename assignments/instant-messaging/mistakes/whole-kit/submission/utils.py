"""What server.py and client.py share: where they meet, and how they write to each other.

TCP carries a stream of bytes without any borders in it: what one side sends in two pieces may
arrive as one, and what it sends as one may arrive in many.  So each message is a line of its own,
and who reads has to put the lines together again.  A line is a JSON object:

    client -> server                              server -> client
    {"type": "register", "username": "ann"}       {"type": "registered", "ok": true, "text": ".."}
    {"type": "login"}                             {"type": "logged in", "ok": true, "text": ".."}
    {"type": "registry"}                          {"type": "registry", "users": ["ann", "bob"]}
    {"type": "message", "to": "bob", "text": ".."}
                                                  {"type": "message", "from": "ann", "text": ".."}
                        or, if it is not:   {"type": "not forwarded", "to": "bob", "text": ".."}

JSON writes the end of a line within a text as \\n, so a message may have several lines.
"""

from __future__ import annotations

import json
import unicodedata

PORT = 12345
HOST = "127.0.0.1"  # the server listens here: on this computer, for this computer only

LONGEST_NAME = 40  # characters of a user name
LONGEST_TEXT = 10_000  # characters of a message that a person may send
LONGEST_LINE = 1_000_000  # bytes; who sends more in one line is not one of our programs


class BadLine(Exception):  # noqa: N818 - it says what came, and is told to people as such
    """What the other side sent is no message of ours."""


class Lines:
    """Puts the messages together again, however the network has cut or joined them."""

    def __init__(self) -> None:
        self._unfinished = b""  # the beginning of a line whose end has not come yet

    def feed(self, data: bytes) -> list[dict]:
        """Take the bytes that have just arrived; return the messages that are now complete."""
        *whole, self._unfinished = (self._unfinished + data).split(b"\n")
        if any(len(line) > LONGEST_LINE for line in (*whole, self._unfinished)):
            raise BadLine("a line is too long")
        return [unpack(line) for line in whole if line.strip()]


def pack(message: dict) -> bytes:
    """Return the bytes that are sent for a message."""
    # Half a surrogate pair, which a window may hand us, cannot be sent: it becomes a '?'.
    return json.dumps(message, ensure_ascii=False).encode(errors="replace") + b"\n"


def unpack(line: bytes) -> dict:
    """Return the message that a line holds."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        raise BadLine("a line is not JSON") from None
    if not isinstance(message, dict):
        raise BadLine("a line is not a JSON object")
    return message


def text_of(message: dict, key: str) -> str:
    """Return the text that a message has under this key."""
    value = message.get(key)
    if not isinstance(value, str):
        raise BadLine(f"a message has no text {key!r}")
    return value


def harmless(text: str) -> str:
    """Return a text as it may be shown: what would steer a terminal is written as \\x1b."""
    return "".join(
        char if char in "\n\t" or unicodedata.category(char) not in {"Cc", "Cs"} else _escaped(char)
        for char in text
    )


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode()
