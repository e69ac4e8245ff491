"""The names that a spec declares: what a story may mention.

Names are collected before any story is read, so that their order in the file does not matter.
"""

import re
from dataclasses import field

from harness.model.events import STAGE
from harness.model.quick import dataclass
from harness.model.spec import Text
from harness.spec.draft import Draft, Scalar

FILE = "file "  # {file index.html}: what is put there
NAME = r"[^\W\d]\w*(?:-\w+)*"
RESERVED = frozenset(
    {
        "start",
        "stop",
        "do",
        "then",
        "never",
        "maybe",
        "each",
        "repeat",
        "until",
        "any",
        "not",
        STAGE,
    }
)


@dataclass(frozen=True, slots=True)
class Signature:
    """How a word is used.  ``kind``: ``text`` or ``lines``; ``text``: what a ``text`` one says."""

    kind: str
    args: tuple[str, ...] = ()
    text: Text | None = None


@dataclass(slots=True)
class Names:
    """What exists: role and item ids, words with their signatures, blanks that rows give."""

    roles: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    words: dict[str, Signature] = field(default_factory=dict)
    blanks: frozenset[str] = frozenset()


def declared(
    draft: Draft, key: Scalar, what: str, *, wrong_too: bool = False
) -> list[tuple[str, int]]:
    """The names that a key such as ``a, b`` declares, with their offsets; wrong ones are noted.

    ``wrong_too``: these are there all the same, so that what mentions them is not told as well.
    """
    found = []
    for name, offset in split(key.text):
        if not re.fullmatch(NAME, name):
            message = f"'{name}' cannot name {what}: letters, digits, _ and - only, a letter first"
            draft.wrong(draft.at(key, offset), message)
        elif name in RESERVED:
            draft.wrong(
                draft.at(key, offset), f"'{name}' means something in a story; name {what} otherwise"
            )
        else:
            found.append((name, offset))
            continue
        if wrong_too and name:
            found.append((name, offset))
    return found


def split(text: str, by: str = ",") -> list[tuple[str, int]]:
    """The stripped pieces of a list written as one text, with the offset of each."""
    pieces, at = [], 0
    for piece in text.split(by):
        pieces.append((piece.strip(), at + len(piece) - len(piece.lstrip())))
        at += len(piece) + len(by)
    return pieces
