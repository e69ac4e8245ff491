"""What a student changed outside of the regions of a given file: told, and never graded.

Blank lines, comments and indentation do not count.  The one change that does harm is a name that
is used inside and was defined outside where it cannot go along (see :mod:`.along`), since it is not
there when the program runs: it is told first, with the place and what to do.
"""

from collections.abc import Sequence

from harness.casting.along import compared, missing
from harness.casting.lines import Lines
from harness.casting.regions import MARKS, Piece, Region

_SHOWN, _LONGEST = 3, 60


def changes(
    own: Lines, given: Lines, of: Sequence[Region], pieces: Sequence[Piece | None]
) -> list[str]:
    """Sentences, without the file's name before them; none if nothing was changed."""
    outside = compared(own, given, of, pieces)
    added, gone = outside.added, outside.gone
    sentences = [
        f"'{name}' is used in a region but defined outside of it, in line {number + 1}, which is"
        " not taken: when the program runs there is no such name; move it between the marks"
        for name, number in missing(own, given, of, pieces, added)
    ]
    if added:
        sentences.append(
            f"what stands between {MARKS} is taken, and what it uses; what else was changed was"
            f" left out: {_shown(own, added)}"
        )
    if gone:
        sentences.append(f"what was given and is missing was put back: {_shown(given, gone, '')}")
    return sentences


def _shown(text: Lines, numbers: list[int], place: str = "line {} ") -> str:
    parts = [
        f"{place.format(number + 1)}'{text.lines[number].strip()[:_LONGEST]}'"
        for number in numbers[:_SHOWN]
    ]
    more = len(numbers) - _SHOWN
    return ", ".join(parts) + (f" and {more} more" if more > 0 else "")
