"""What goes along with a region: what it uses of the student's that stands outside of it.

Whoever imports a module at the top of the file, writes a helper there or renames a parameter has a
program that runs, so it has to run here as well:

- Imports and definitions at the left edge that were not given go along if a region uses a name of
  theirs, or another that goes along does.  They keep their lines and their place among what was
  given, none of which they replace.
- The head of a region's function is the student's, if it can be called as the given one is.
- So is what the student put around the marks in a function that is given with nothing but a region.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from harness.casting.lines import Function, Lines
from harness.casting.regions import Piece, Region, piece_of

_DEFINES = re.compile(
    r"[ \t]*(?:(?:async[ \t]+)?(?:def|class)[ \t]+(?P<named>\w+)"
    r"|from[ \t]+[\w.]+[ \t]+import[ \t]+(?P<taken>[^#]+)"
    r"|import[ \t]+(?P<modules>[^#]+)"
    r"|(?P<set>\w+(?:[ \t]*,[ \t]*\w+)*)[ \t]*(?::[^=]+)?=(?!=))"
)
_USES = re.compile(r"(?<![.\w])\w+")
_GLOBAL = re.compile(r"[ \t]*global\b(.*)")
_BLOCK = re.compile(r"(?:async[ \t]+)?(?:def|class)\b")
_GOES_ON = re.compile(r"(?:elif|else|except|finally)\b")
_MAIN = re.compile(r"if\b.*\b__name__\b")
_HEAD = re.compile(
    r"[ \t]*(?P<kind>async[ \t]+)?def[ \t]+(?P<name>\w+)[ \t]*\((?P<parameters>.*)\)"
    r"[ \t]*(?:->[^:]*)?:[ \t]*"
)
_LONGEST = 2_000  # characters of a head; what is longer nobody has written
_INNER = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Compared:
    """What stands outside the regions, by line: only the student's, only the given, in both."""

    added: list[int]
    gone: list[int]
    same: dict[int, int]


def compared(
    own: Lines, given: Lines, of: Sequence[Region], pieces: Sequence[Piece | None]
) -> Compared:
    """Blank lines, comments and indentation do not count."""
    mine = _outside(own, {n for piece in pieces if piece for n in range(piece.begin, piece.end)})
    theirs = _outside(given, {n for region in of for n in range(region.begin, region.end)})
    mine_at, theirs_at = list(mine), list(theirs)
    matcher = SequenceMatcher(None, list(mine.values()), list(theirs.values()), autojunk=False)
    same = {
        mine_at[block.a + k]: theirs_at[block.b + k]
        for block in matcher.get_matching_blocks()
        for k in range(block.size)
    }
    kept = set(same.values())
    return Compared([n for n in mine if n not in same], [n for n in theirs if n not in kept], same)


def missing(
    own: Lines,
    given: Lines,
    of: Sequence[Region],
    pieces: Sequence[Piece | None],
    added: Sequence[int],
) -> Iterator[tuple[str, int]]:
    """Names that the pieces use, but that only added lines outside of them define; the lines."""
    held = [n for piece in pieces if piece for n in range(piece.begin, piece.end)]
    wanted = _used(own, held) - _known(own, given, of, held)
    for number in added:
        for name in _defined(_statement(own, number)):
            if name in wanted:
                yield name, number


def additions(
    own: Lines, given: Lines, of: Sequence[Region], pieces: Sequence[Piece | None]
) -> list[tuple[Region, Piece]]:
    """What goes along, as pieces for regions of no line between what was given."""
    outside = compared(own, given, of, pieces)
    held = [n for piece in pieces if piece for n in range(piece.begin, piece.end)]
    known = _known(own, given, of, held)
    blocks: dict[str, list[range]] = {}
    for number, block in _added_blocks(own, set(outside.added), set(held)):
        for name in _defined(_statement(own, number)):
            blocks.setdefault(name, []).append(block)
    taken: dict[int, range] = {}
    wanted = _used(own, held) - known
    while wanted:
        new = {block for name in wanted for block in blocks.pop(name, ())}
        taken |= {block.start: block for block in new}
        wanted = _used(own, [n for block in new for n in block]) - known
        wanted &= blocks.keys()
    places = _Places(own, given, outside.same, of, pieces)
    return [
        (Region(at, at), Piece(block.start, block.stop, tuple(own.lines[block.start : block.stop])))
        for _, block in sorted(taken.items())
        for at in [places.before(block.start)]
    ]


def spread(
    own: Lines, given: Lines, of: Sequence[Region], pieces: Sequence[Piece | None]
) -> list[Piece | None]:
    """The pieces, with what was written around them in functions that are all the student's."""
    wide = list(pieces)
    for mine, frame in _functions(own, given, of, pieces):
        at = next(n for n, region in enumerate(of) if region.within == frame.name)
        piece, region = pieces[at], of[at]
        begin = _after_docstring(own, mine)
        around = [n for n in range(begin, mine.end) if own.is_code(n)]
        if (
            piece is not None
            and not any(
                given.is_code(n)
                for n in range(_after_docstring(given, frame), frame.end)
                if not region.begin <= n < region.end
            )
            and mine.body <= piece.begin <= piece.end <= mine.end
            and any(not piece.begin <= n < piece.end for n in around)
        ):
            end = own.statement_end(around[-1])
            wide[at] = piece_of(own, given, begin, max(end, piece.end), region)
    return wide


def with_heads(
    own: Lines, given: Lines, of: Sequence[Region], pieces: Sequence[Piece | None]
) -> Lines:
    """The given file with the student's heads of the functions that its regions stand in."""
    lines = list(given.lines)
    for mine, theirs in _functions(own, given, of, pieces):
        head = _HEAD.fullmatch(_head(own, mine))
        frame = _HEAD.fullmatch(_head(given, theirs))
        rows = own.lines[mine.first : mine.body]
        spare = theirs.body - theirs.first - len(rows)
        if head is None or frame is None or spare < 0 or not _called_alike(head, frame):
            continue
        lines[theirs.first : theirs.body] = [
            given.indent(theirs.first)
            + rows[0].lstrip(" \t").replace(head["name"], frame["name"], 1),
            *rows[1:],
            *[""] * spare,
        ]
    return given if lines == given.lines else Lines("\n".join(lines))


def _outside(text: Lines, inside: set[int]) -> dict[int, str]:
    """The lines outside that say something, by number."""
    return {
        number: " ".join(line.split())
        for number, line in enumerate(text.lines)
        if number not in inside and (text.bare[number].strip() or text.quoted[number])
        and line.strip()
    }  # fmt: skip


def _used(own: Lines, numbers: Sequence[int]) -> set[str]:
    return {name for number in numbers for name in _USES.findall(own.bare[number])}


def _known(own: Lines, given: Lines, of: Sequence[Region], held: Sequence[int]) -> set[str]:
    """The names that are there anyhow: given, or made in the regions."""
    inside = {n for region in of for n in range(region.begin, region.end)}
    made = {name for number in held for name in _defined(own.lines[number])}
    made -= {
        name
        for number in held
        if (found := _GLOBAL.match(own.bare[number]))
        for name in re.findall(r"\w+", found[1])
    }
    return made | {name for n, bare in enumerate(given.bare) if n not in inside
                   for name in re.findall(r"\w+", bare)}  # fmt: skip


def _statement(own: Lines, number: int) -> str:
    """The statement that begins in a line, as one; else the line."""
    end = own.statement_end(number) if own.fresh[number] else number + 1
    return " ".join(own.bare[number:end])


def _defined(line: str) -> list[str]:
    found = _DEFINES.match(line)
    if found is None:
        return []
    if names := found["taken"] or found["modules"]:
        pieces = [piece.split() for piece in names.strip("() \t\\").split(",")]
        return [piece[-1].partition(".")[0].strip("()") for piece in pieces if piece]
    return re.findall(r"\w+", found["named"] or found["set"])


def _blocks(text: Lines) -> list[range]:
    """The statements at the left edge, each with all that belongs to it."""
    starts: list[int] = []
    decorated = False
    for number, bare in enumerate(text.bare):
        if not text.is_code(number) or text.indent(number):
            continue
        if not decorated and not _GOES_ON.match(bare):
            starts.append(number)
        decorated = bare.startswith("@")
    blocks = []
    for start, after in pairwise([*starts, len(text.lines)]):
        end = after
        while end > start + 1 and not text.bare[end - 1].strip():
            end -= 1  # blank lines and remarks that lead over to what follows
        blocks.append(range(start, end))
    return blocks


def _added_blocks(own: Lines, added: set[int], held: set[int]) -> Iterator[tuple[int, range]]:
    """The blocks that are the student's alone, by each line in which one may define something."""
    for block in _blocks(own):
        heads = [n for n in block if own.is_code(n) and not own.bare[n].startswith("@")]
        head = heads[0] if heads else block.start
        if head not in added or not held.isdisjoint(block) or _MAIN.match(own.bare[head]):
            continue  # what is run when the file is run stands in the given file
        for number in [head] if _BLOCK.match(own.bare[head]) else heads:
            yield number, block


class _Places:
    """Where, among the given statements, a line of the student's belongs."""

    def __init__(
        self,
        own: Lines,
        given: Lines,
        same: dict[int, int],
        of: Sequence[Region],
        pieces: Sequence[Piece | None],
    ) -> None:
        begins = {block.start for block in _blocks(given)}
        found = same | {
            mine.first: theirs.first for mine, theirs in _functions(own, given, of, pieces)
        }
        self._mine = sorted(n for n, at in found.items() if at in begins and not own.indent(n))
        self._theirs: list[int] = []
        first = len(given.lines)
        for number in reversed(self._mine):
            first = min(first, found[number])
            self._theirs.append(first)
        self._theirs.reverse()
        self._theirs.append(len(given.lines))

    def before(self, number: int) -> int:
        """The given line before which it goes."""
        return self._theirs[bisect_left(self._mine, number)]


def _functions(
    own: Lines, given: Lines, of: Sequence[Region], pieces: Sequence[Piece | None]
) -> Iterator[tuple[Function, Function]]:
    """The functions that pieces stand in, the student's and the given one."""
    names = {each.name for each in given.functions}
    for region, piece in zip(of, pieces, strict=True):
        frame = next((each for each in given.functions if each.name == region.within), None)
        if piece is None or frame is None:
            continue
        alike = [each for each in own.functions if each.name == region.within]
        around = own.within(piece.begin)
        mine = alike[-1] if alike else around
        if mine is not None and (mine.name == region.within or mine.name not in names):
            yield mine, frame


def _after_docstring(text: Lines, function: Function) -> int:
    first = text.first_code(function.body, function.end)
    if first is None or set(text.bare[first].strip()) != {"_"}:
        return function.body
    return text.statement_end(first)


def _head(text: Lines, function: Function) -> str:
    """The first lines of a function as one, without comments; empty if it is very long."""
    head = " ".join(text.bare[function.first : function.body])
    return head if len(head) <= _LONGEST else ""


def _called_alike(head: re.Match[str], frame: re.Match[str]) -> bool:
    """Whether a function is called in the same way as the given one, and not written alike."""
    mine, theirs = _parameters(head["parameters"]), _parameters(frame["parameters"])
    if mine is None or theirs is None:
        return False
    alike = mine == theirs and bool(head["kind"]) == bool(frame["kind"])
    needed = [name for name, has_default in mine if not has_default]
    return not alike and len(needed) == len(theirs)


def _parameters(text: str) -> list[tuple[str, bool]] | None:
    """The names of parameters, and whether each may be left out; None if some are starred."""
    while text != (text := _INNER.sub("_", text)):
        pass
    parts = [part.strip() for part in text.split(",") if part.strip()]
    names = [re.match(r"\w+", part) for part in parts]
    if not all(names):
        return None
    return [(name[0], "=" in part) for name, part in zip(names, parts, strict=True) if name]
