"""What a student changed outside of the regions of a given file: told, and never graded.

Blank lines, comments and indentation do not count.  The one change that does harm is a name that
was defined outside and is used inside, since it is not there when the program runs: it is told
first, with the place and what to do.  So is a parameter that was given another name.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from harness.casting.lines import Lines
from harness.casting.regions import MARKS, Piece, Region

_DEFINES = re.compile(
    r"[ \t]*(?:(?:async[ \t]+)?(?:def|class)[ \t]+(?P<named>\w+)"
    r"|from[ \t]+[\w.]+[ \t]+import[ \t]+(?P<taken>[^#]+)"
    r"|import[ \t]+(?P<modules>[^#]+)|(?P<set>\w+)[ \t]*(?::[^=]+)?=(?!=))"
)
_GLOBAL = re.compile(r"[ \t]*global[ \t]+(.*)")
_PARAMETERS = re.compile(r"[ \t]*(?:async[ \t]+)?def[ \t]+(?P<of>\w+)[ \t]*\((?P<names>.*)")
_PARAMETER = re.compile(r"(?:^|,)[ \t*]*(\w+)")
_USES = re.compile(r"(?<![.\w])\w+")
_SHOWN, _LONGEST = 3, 60
_HEAD = 500  # characters of a list of parameters that are looked at


def changes(
    own: Lines, given: Lines, of: Sequence[Region], pieces: Sequence[Piece | None]
) -> list[str]:
    """Sentences, without the file's name before them; none if nothing was changed."""
    held = {n for piece in pieces if piece for n in range(piece.begin, piece.end)}
    inside = {n for region in of for n in range(region.begin, region.end)}
    added, gone = _compared(_outside(own, held), _outside(given, inside))
    used = {name for number in held for name in _USES.findall(own.bare[number])}
    known = {name for number in held for name in _defined(own.lines[number])}
    # what is declared so is the one outside, whatever the region sets it to later
    known -= {name for number in held for name in _globals(own.bare[number])}
    known |= {name for n in range(len(given.lines)) for name in re.findall(r"\w+", given.bare[n])
              if n not in inside}  # fmt: skip
    sentences = [
        f"'{name}' is used in a region but defined outside of it, in line {number + 1}, which is"
        " not taken: when the program runs there is no such name; move it between the marks"
        for number in added
        for name in _defined(own.lines[number])
        if name not in known and name in used
    ]
    names = {region.within.rpartition(".")[2] for region in of}
    sentences += [
        f"'{name}' is used in a region but is a parameter in line {number + 1} alone, which is not"
        " taken: in a region the parameters have the names that they were given"
        for number in added
        for name in _parameters(own.bare[number], names)
        if name not in known and name in used
    ]
    if added:
        sentences.append(
            f"only what stands between {MARKS} is taken, so what was changed elsewhere was left"
            f" out: {_shown(own, added)}"
        )
    if gone:
        sentences.append(f"what was given and is missing was put back: {_shown(given, gone, '')}")
    return sentences


def _outside(text: Lines, inside: set[int]) -> dict[int, str]:
    """The lines outside that say something, by number."""
    return {
        number: " ".join(line.split())
        for number, line in enumerate(text.lines)
        if number not in inside and (text.bare[number].strip() or text.quoted[number])
        and line.strip()
    }  # fmt: skip


def _compared(own: dict[int, str], given: dict[int, str]) -> tuple[list[int], list[int]]:
    """The lines that only the student's file has, and those that only the given one has."""
    matcher = SequenceMatcher(None, list(own.values()), list(given.values()), autojunk=False)
    same = matcher.get_matching_blocks()
    kept = {n for block in same for n in range(block.a, block.a + block.size)}
    found = {n for block in same for n in range(block.b, block.b + block.size)}
    return (
        [number for at, number in enumerate(own) if at not in kept],
        [number for at, number in enumerate(given) if at not in found],
    )


def _defined(line: str) -> list[str]:
    found = _DEFINES.match(line)
    if found is None:
        return []
    if names := found["taken"] or found["modules"]:
        pieces = [piece.split() for piece in names.strip("() \t\\").split(",")]
        return [piece[-1].partition(".")[0].strip("()") for piece in pieces if piece]
    return [found["named"] or found["set"]]


def _globals(bare: str) -> list[str]:
    found = _GLOBAL.match(bare)
    return re.findall(r"\w+", found[1]) if found else []


def _parameters(bare: str, of: set[str]) -> list[str]:
    """The parameters in a function's head, if it is one that a region stands in."""
    found = _PARAMETERS.match(bare)
    if found is None or found["of"] not in of:
        return []
    plain = re.sub(r"\[[^\]]*\]", "", found["names"][:_HEAD])  # without dict[str, int]
    return _PARAMETER.findall(plain)


def _shown(text: Lines, numbers: list[int], place: str = "line {} ") -> str:
    parts = [
        f"{place.format(number + 1)}'{text.lines[number].strip()[:_LONGEST]}'"
        for number in numbers[:_SHOWN]
    ]
    more = len(numbers) - _SHOWN
    return ", ".join(parts) + (f" and {more} more" if more > 0 else "")
