"""What ended a program is told once; what else was lost by it refers to that.

A client that dies takes most items with it, and each would quote the same last line.  The first
item of the rubric that does keeps it; the others, and what follows in the same item, refer to it.
So it is with the reason why something could not be done in a window.  A hidden item keeps its own:
nobody who does not see it could read there what others refer to.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from harness.model.result import Evidence, ItemResult

_LAST_WORDS = re.compile(r'; it had ended with exit code -?\d+, its last line "(?:[^"\\]|\\.)*"')
_UNDONE = re.compile(
    r"(; [^;]*? could not be (?:pressed|filled|picked|closed)\b[^;]*?) \(.*?\)(?=; |\Z)"
)


def told_once(items: Iterable[ItemResult]) -> tuple[ItemResult, ...]:
    """The items in their order, with each program's last words in only one of them."""
    teller = _Teller()
    return tuple(teller.item(item) for item in items)


class _Teller:
    """Remembers which item has told which last words."""

    def __init__(self) -> None:
        # by the program too: two may die of the same mistake, each in a line of its own
        self._told: dict[tuple[str, str], ItemResult] = {}
        self._reasons: dict[str, tuple[ItemResult, str]] = {}  # and the line where each was told

    def item(self, item: ItemResult) -> ItemResult:
        """One item, as it reads after those before it."""
        if item.hidden:
            return item
        evidence = tuple(self._evidence(item, piece) for piece in item.evidence)
        note = item.note
        for old, new in zip(item.evidence, evidence, strict=True):
            if old.happened != new.happened and old.happened in note:
                note = note.replace(old.happened, new.happened)
                break
        return replace(item, evidence=evidence, note=note)

    def _evidence(self, item: ItemResult, piece: Evidence) -> Evidence:
        if piece.passed:
            return piece

        def shorter(found: re.Match[str]) -> str:
            before = piece.happened[: found.start()]
            key = (before.rpartition("; ")[2].partition(" ")[0], found[0])
            first = self._told.get(key)
            if first is None:
                self._told[key] = item
                return found[0]
            where = "" if first is item else f' that is told at "{first.title or first.id}"'
            return f"; it had ended with the {'same ' if first is item else ''}error{where}"

        def reasonless(found: re.Match[str]) -> str:
            first, line = self._reasons.setdefault(found[0], (item, piece.expected))
            if first is not item:
                return f'{found[1]} (why is told at "{first.title or first.id}")'
            # the same line in another run is told as the same
            return found[0] if line == piece.expected else found[1]

        happened = _LAST_WORDS.sub(shorter, piece.happened)
        return replace(piece, happened=_UNDONE.sub(reasonless, happened))
