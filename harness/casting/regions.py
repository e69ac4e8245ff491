"""Regions: the parts of a given file that students fill, between two comment lines.

``# *** start ***`` and ``# *** end ***`` mark them, however they are indented or adorned.  Only
what stands between is a student's; all else is as it was given.

- In the file of the assignment the marks must be whole, or the instructor is told.
- In a student's file a region is looked for by its marks; where these were deleted, doubled or
  renamed, in the function of the same name: what stands there beside what was given.  So it is
  where nothing stands between them and the function is written once more below, as for Python.
- Set into the given file, a region is indented as there, unless it did not fit into the hand-in
  either, and stands in the lines that it has there: blank lines are put above it, or comments and
  blank lines above it taken away, so that a line number that Python names is the student's own.
- To empty a file leaves the comments within its regions, which are the hints, and a ``pass``
  where a block would have nothing in it.
"""

import re
from collections.abc import Sequence
from itertools import zip_longest

from harness.casting.lines import Function, Lines
from harness.model.quick import dataclass

START, END = "start", "end"
MARKS = "*** start *** and *** end ***"
# each of its parts can end in one place only, so a line of nothing but stars is no work
_MARK = re.compile(r"[ \t]*#(\W*)(start|end)\b(\W*)", re.IGNORECASE)
_HEAD = re.compile(r".*\)[ \t]*(?:->[^:]*)?:[ \t]*(?=\S)")
_CODING = re.compile(r"[ \t\f]*#.*?coding[:=]")


@dataclass(frozen=True, slots=True)
class Region:
    """The lines ``[begin, end)`` between two marks, and the function that they stand in.

    ``indent`` is that of its code; ``within`` is empty at the top of a file.
    """

    begin: int
    end: int
    indent: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a student put into a region: lines ``[begin, end)`` of the hand-in.

    ``text`` are these lines, indented as in the given file.  ``marked``: it stood between marks.
    """

    begin: int
    end: int
    text: tuple[str, ...]
    marked: bool = True


class MarksError(ValueError):
    """A given file whose marks are not whole; ``line`` counts from 1."""

    def __init__(self, line: int, why: str) -> None:
        self.line = line
        super().__init__(why)


def regions(given: Lines) -> tuple[Region, ...]:
    """The regions of a given file, in order.  Raises MarksError."""
    found: list[Region] = []
    begun: int | None = None
    for number, kind in _marks(given):
        if (kind == START) == (begun is not None):
            why = f"there is a second '*** {kind} ***' before the other mark"
            raise MarksError(number + 1, why if begun is not None else "nothing begins before this")
        if begun is None:
            begun = number
        else:
            found.append(_region(given, begun + 1, number))
            begun = None
    if begun is not None:
        raise MarksError(begun + 1, "this region has no '*** end ***'")
    return tuple(found)


def emptied(given: Lines, of: Sequence[Region]) -> str:
    """The file without the code in its regions."""
    lines: list[str] = []
    at = 0
    for region in of:
        lines += given.lines[at : region.begin] + _hints(given, region)
        at = region.end
    return "\n".join(lines + given.lines[at:])


def find(own: Lines, given: Lines, of: Sequence[Region]) -> list[Piece | None]:
    """What a student put into each region; None where that cannot be told."""
    pairs = _pairs(own)
    if len(pairs) == len(of):
        ordered = _by_function(own, pairs, of)
        return [
            _piece(own, given, *pair, region)
            if not _holds(own, pair, region) and not _replaced(own, pair, region)
            else _in_function(own, given, region)
            for pair, region in zip(ordered, of, strict=True)
        ]
    names = [region.within for region in of]
    found = [
        _in_function(own, given, region)
        if region.within and names.count(region.within) == 1
        else None
        for region in of
    ]
    # a string that is not closed may have swallowed marks and functions
    swallowed = [] if all(found) else _pairs(own, quoted=True)
    if len(swallowed) != len(of):
        return found
    return [_piece(own, given, *pair, region) for pair, region in zip(swallowed, of, strict=True)]


def compose(
    given: Lines, of: Sequence[Region], pieces: Sequence[Piece | None]
) -> tuple[str, tuple[int, ...]]:
    """The given file with a student's pieces in its regions, and by how much each is shifted.

    A shift is what has to be taken from a line number to get that of the hand-in.
    """
    lines: list[str] = []
    shifts: list[int] = []
    at = 0
    for region, piece in zip(of, pieces, strict=True):
        before = range(at, region.begin)
        if piece is None:
            lines += [given.lines[number] for number in before] + _hints(given, region)
        else:
            lines += _fitted(given, before, piece.begin - len(lines))
            shifts.append(len(lines) - piece.begin)
            lines += piece.text
        at = region.end
    return "\n".join(lines + given.lines[at:]), tuple(shifts)


def is_empty(own: Lines, piece: Piece) -> bool:
    """Whether a piece does nothing: comments, ``pass`` and ``...`` alone."""
    code = [own.bare[number].strip() for number in range(piece.begin, piece.end)]
    return set(code) <= {"", "pass", "..."}


def _marks(text: Lines, *, quoted: bool = False) -> list[tuple[int, str]]:
    """The marks of a text by their lines; ``quoted``: also those in strings."""
    return [
        (number, mark)
        for number, line in enumerate(text.lines)
        if (quoted or not text.quoted[number]) and (mark := _mark(line))
    ]


def _mark(line: str) -> str:
    """Which mark a line is, between stars; empty if it is none."""
    found = _MARK.match(line)
    return found[2].lower() if found and "*" in found[1] and "*" in found[3] else ""


def _region(text: Lines, begin: int, end: int) -> Region:
    """The region between two marks; its code's indentation tells what it stands in."""
    first = text.first_code(begin, end)
    indent = text.indent(begin - 1 if first is None else first)
    function = text.within(begin - 1 if first is None else first)
    return Region(begin, end, indent, function.name if function and indent else "")


def _hints(given: Lines, region: Region) -> list[str]:
    lines: list[str] = []
    first = given.first_code(region.begin, region.end)
    for number in range(region.begin, region.end):
        if number == first and region.indent:
            lines.append(f"{region.indent}pass")
        if given.is_remark(number):
            lines.append(given.lines[number])
    return lines


def _pairs(own: Lines, *, quoted: bool = False) -> list[tuple[int, int]]:
    """Between a first start and the last end that follows it, within one function."""
    pairs: list[tuple[int, int]] = []
    begun: int | None = None
    kinds = _marks(own, quoted=quoted)
    for (number, kind), after in zip_longest(kinds, kinds[1:], fillvalue=(0, "")):
        if kind == START and (begun is None or not _is_around(own, begun, number)):
            begun = number
        elif kind == END and begun is not None and after[1] != END:
            pairs.append((begun + 1, number))
            begun = None
    return pairs


def _is_around(own: Lines, begun: int, number: int) -> bool:
    """Whether a line stands in the function that another does, or in one within that."""
    outer, inner = own.within(begun), own.within(number)
    return outer == inner or (outer is not None and outer.first <= number < outer.end)


def _by_function(
    own: Lines, pairs: list[tuple[int, int]], of: Sequence[Region]
) -> list[tuple[int, int]]:
    """As many pairs as regions, by the function that they stand in; else in their order."""
    named = {_region(own, *pair).within: pair for pair in pairs}
    names = [region.within for region in of]
    if len(named) == len(pairs) and set(named) == set(names):
        return [named[name] for name in names]
    return pairs


def _holds(own: Lines, pair: tuple[int, int], region: Region) -> bool:
    """Whether marks were put around the whole function that they should stand in."""
    alike = [each for each in own.functions if each.name == region.within]
    return bool(alike) and pair[0] <= alike[-1].first < pair[1]


def _replaced(own: Lines, pair: tuple[int, int], region: Region) -> bool:
    """Whether nothing stands between marks, and a later function has taken the place of theirs."""
    alike = [each for each in own.functions if each.name == region.within]
    around = own.within(pair[0])
    if around not in alike or own.indent(around.first) != own.indent(alike[-1].first):
        return False
    return alike[-1].first >= pair[1] and is_empty(own, Piece(*pair, ()))


def _in_function(own: Lines, given: Lines, region: Region) -> Piece | None:
    """What stands in the function of a region, beside what is given there."""
    alike = [each for each in own.functions if each.name == region.within]
    frame = next((each for each in given.functions if each.name == region.within), None)
    if not alike or frame is None:
        return None
    function = alike[-1]  # as Python does, of several the last counts
    marks = dict(reversed(_marks(own)))
    here = [number for number in marks if function.body <= number < function.end]
    starts = [number for number in here if marks[number] == START]
    ends = [number for number in here if marks[number] == END]
    begin = min(starts) + 1 if starts else _after_given(own, given, function, frame, region)
    end = max(ends) if ends else _before_given(own, given, function, frame, region)
    head = _HEAD.match(own.bare[function.first])
    if own.first_code(function.body, function.end) is None and head is not None:
        line = own.lines[function.first][head.end() :]  # all of it stands behind the colon
        return Piece(function.first, function.body, (region.indent + line,), marked=False)
    return _piece(own, given, begin, max(begin, end), region, marked=False)


def _after_given(
    own: Lines, given: Lines, function: Function, frame: Function, region: Region
) -> int:
    """Where, in a student's function, what was given at its beginning ends."""
    at = function.body
    left = [given.lines[n].strip() for n in range(frame.body, region.begin) if given.is_code(n)]
    while (number := own.first_code(at, function.end)) is not None:
        if own.lines[number].strip() in left:
            left = left[left.index(own.lines[number].strip()) + 1 :]
        elif at != function.body or not re.match(r"[ \t]*_+[ \t]*$", own.bare[number]):
            break  # neither given, nor a docstring
        at = own.statement_end(number)
    return at


def _before_given(
    own: Lines, given: Lines, function: Function, frame: Function, region: Region
) -> int:
    """Where, in a student's function, what was given at its end begins."""
    given_lines = [given.lines[n].strip() for n in range(region.end, frame.end) if given.is_code(n)]
    code = [n for n in range(function.body, function.end) if own.is_code(n)]
    end = function.end
    while code and given_lines and own.lines[code[-1]].strip() == given_lines[-1]:
        end = code.pop()
        given_lines.pop()
    while end > function.body and not own.bare[end - 1].strip() and own.fresh[end - 1]:
        end -= 1  # blank lines and remarks that lead over to what follows
    return end


def _piece(
    own: Lines, given: Lines, begin: int, end: int, region: Region, *, marked: bool = True
) -> Piece:
    """What stands in lines of a hand-in, for a region."""
    first = own.first_code(begin, end)
    indent = _sibling_indent(own, given, begin, region)
    if indent is None:
        indent = region.indent if first is None else own.indent(first)
    lines = []
    for number in range(begin, end):
        line = own.lines[number]
        moved = own.fresh[number] and line.strip() and line.startswith(indent)
        lines.append(region.indent + line.removeprefix(indent) if moved else line)
    return Piece(begin, end, tuple(lines), marked)


def _sibling_indent(own: Lines, given: Lines, begin: int, region: Region) -> str | None:
    """How the given statement is indented that a piece follows in its block; None if none does.

    What stands deeper or less deep than that is no Python, here as in the hand-in.
    """
    here, there = own.within(begin), given.within(region.begin)
    if here is None or there is None:
        return None
    mine = own.last_code(here.body, begin)
    theirs = given.last_code(there.body, region.begin)
    if mine is None or theirs is None or given.indent(theirs) != region.indent:
        return None
    strings = all(set(text.bare[n].strip()) == {"_"} for text, n in ((own, mine), (given, theirs)))
    alike = own.lines[mine].strip() == given.lines[theirs].strip()
    return own.indent(mine) if alike or strings else None


def _fitted(given: Lines, numbers: range, room: int) -> list[str]:
    """The given lines before a region, so many as there is ``room``, if it can be."""
    spare = len(numbers) - room
    idle = [n for n in reversed(numbers) if given.fresh[n] and not given.bare[n].strip()]
    blank = [n for n in idle if not given.lines[n].strip()]
    remarks = [n for n in idle if given.lines[n].strip() and not _CODING.match(given.lines[n])]
    dropped = set((blank + remarks)[: max(0, spare)])
    lines = [given.lines[number] for number in numbers if number not in dropped]
    return lines[:-1] + [""] * -spare + lines[-1:] if spare < 0 else lines
