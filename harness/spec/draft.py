"""A spec while it is being read: its lines, its YAML nodes with positions, the mistakes so far.

Reading never stops at the first mistake: whoever finds one notes it here and goes on with what is
left, so that an instructor sees them all at once.  :class:`ReadError` is for the inside of one
value, where nothing sensible follows the first mistake; its caller turns it into a note here.
"""

import re
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from harness.model.errors import Mistake, SpecError
from harness.model.quick import dataclass
from harness.model.spec import Place

MOST_MISTAKES = 50
_WIDEST = 200
_BREAKS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


class ReadError(Exception):
    """One value cannot be understood: ``offset`` characters into it, for the reason ``message``."""

    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset, self.message = offset, message


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text of the file.  ``style`` is ``|``, ``>``, ``'``, ``"`` or empty (no quotes)."""

    text: str
    place: Place
    style: str = ""


@dataclass(frozen=True, slots=True)
class Sequence:
    """A YAML list."""

    entries: "tuple[Node, ...]"
    place: Place


@dataclass(frozen=True, slots=True)
class Mapping:
    """A YAML mapping; its keys are texts and no key stands twice."""

    pairs: "tuple[tuple[Scalar, Node], ...]"
    place: Place


Node = Scalar | Sequence | Mapping


class Draft:
    """The spec ``file`` (its name in messages) with the content ``text``."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        self.lines = _BREAKS.split(text)
        self._notes: dict[tuple[int, int, str], None] = {}

    def wrong(self, place: Place, message: str) -> None:
        """Note a mistake; the same one at the same place counts once."""
        self._notes.setdefault((place.line, place.column, message))

    @property
    def noted(self) -> int:
        """How many mistakes there are so far."""
        return len(self._notes)

    def at(self, scalar: Scalar, offset: int = 0) -> Place:
        """Where in the file character ``offset`` of a scalar's text stands, as near as known."""
        if scalar.style == "|":
            return self._in_block(scalar, offset)
        line = self.line(scalar.place.line)
        column = scalar.place.column + (1 if scalar.style else 0)
        if line.startswith(scalar.text, column - 1):
            return Place(scalar.place.line, column + offset)
        return scalar.place

    def check(self) -> None:
        """Raise :class:`SpecError` with all mistakes in the file's order, if there are any."""
        if not self._notes:
            return
        notes = sorted(self._notes)
        mistakes = [
            Mistake(self.file, line, column, message, self._shown(line, column))
            for line, column, message in notes[:MOST_MISTAKES]
        ]
        if len(notes) > MOST_MISTAKES:
            line, column, _ = notes[MOST_MISTAKES]
            more = f"and {len(notes) - MOST_MISTAKES} more mistakes"
            mistakes.append(Mistake(self.file, line, column, more))
        raise SpecError(mistakes)

    def _in_block(self, scalar: Scalar, offset: int) -> Place:
        before = scalar.text[:offset]
        row = before.count("\n")
        start = before.rfind("\n") + 1
        end = scalar.text.find("\n", start)
        shown = scalar.text[start:] if end < 0 else scalar.text[start:end]
        line = scalar.place.line + 1 + row
        indent = max(0, len(self.line(line)) - len(shown))
        return Place(line, indent + offset - start + 1)

    def line(self, number: int) -> str:
        """A line of the file as YAML counts them, from 1; empty where there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def _shown(self, number: int, column: int) -> str:
        # One column a character, and nothing that a terminal would take for a command.
        line = "".join(char if char.isprintable() else " " for char in self.line(number)).rstrip()
        if len(line) <= _WIDEST:
            return line
        return line[:_WIDEST] + "…" if column <= _WIDEST else ""


def suggest(name: str, known: Iterable[str], also: Iterable[str] = ()) -> str:
    """The end of a message about an unknown ``name``: the likeliest of the names known.

    If none is near, all of ``known`` if they are few; ``also`` are suggested but never listed.
    """
    ordered = sorted(known) if isinstance(known, AbstractSet) else known
    names = [one for one in dict.fromkeys(ordered) if one][:500]
    if len(name) <= 60:
        from difflib import get_close_matches

        folded = {one.lower(): one for one in reversed([*names, *also])}
        close = get_close_matches(name.lower(), folded, n=1, cutoff=0.6)
        if close:
            return f"; did you mean '{folded[close[0]]}'?"
    return f" (known: {', '.join(names)})" if 0 < len(names) <= 16 else ""
