"""One statement of a story: from a line's text to a step of the model.

Groups come back without their body; the lines under them are read by ``harness.spec.story``.
"""

import re
from collections.abc import Callable

from harness.model.spec import Blank, Group, NothingElse, Part, Step, Then
from harness.spec import line
from harness.spec.cursor import Cursor, count
from harness.spec.draft import ReadError, suggest
from harness.spec.names import NAME, split

MOST_ROUNDS = 1000
UNTIL_ROUNDS = 3


def read(cursor: Cursor) -> Step:
    """The step that a statement (the cursor's whole text) writes, groups with an empty body.

    Raises :class:`ReadError`; what reading can survive is noted by the cursor instead.
    """
    text = cursor.text
    if text == "then":
        return Then(cursor.place(0))
    if re.fullmatch(r"nothing\s+else", text):
        return NothingElse(cursor.place(0), text)
    alone = re.match(r"(then|nothing\s+else)\b", text)
    if alone:
        raise ReadError(alone.end(), f"'{alone[1]}' stands alone on its line")
    opener = re.fullmatch(r"(one\s+of|at\s+once|maybe)\s*:\s*(.*)|(one\s+of|at\s+once)", text)
    if opener:
        return _opener(cursor, opener)
    first = re.match(r"(each|repeat|until|do)\b", text)
    if first:
        return _GROUPS[first[1]](cursor)
    return line.read(cursor)


def _opener(cursor: Cursor, found: re.Match[str]) -> Group:
    if found[3]:
        raise ReadError(len(cursor.text), f"'{found[3]}' needs a ':' and its lines below, indented")
    how = " ".join(found[1].split())
    if found[2]:
        raise ReadError(found.start(2), f"the lines of '{how}:' stand below it, indented")
    return Group(cursor.place(0), cursor.text, how)


def _repeat(cursor: Cursor) -> Group:
    found = re.fullmatch(r"repeat\s+([^\s:]+)(?:\s+times)?\s*:", cursor.text)
    if found is None:
        raise ReadError(0, "write: repeat 3:  and the lines below, indented")
    if not re.fullmatch(r"\d{1,4}", found[1]) or not 1 <= int(found[1]) <= MOST_ROUNDS:
        raise ReadError(
            found.start(1),
            f"how often is a whole number from 1 to {MOST_ROUNDS}, not '{found[1][:30]}'",
        )
    return Group(cursor.place(0), cursor.text, "repeat", count=int(found[1]))


def _until(cursor: Cursor) -> Group:
    found = re.fullmatch(r"until\s+(.*):", cursor.text)
    if found is None:
        raise ReadError(0, "write: until LINE:  and the lines below, indented")
    condition = line.read(cursor.within(*found.span(1)))
    if condition.verb in line.HARNESS_ONLY or condition.mood != "must":
        raise ReadError(found.start(1), "until what? a plain line that the programs can meet")
    return Group(cursor.place(0), cursor.text, "until", count=UNTIL_ROUNDS, condition=condition)


def _each(cursor: Cursor) -> Group:
    found = re.fullmatch(r"each\s+(.+?)\s+(in|along)\s+(.+?)\s*:", cursor.text)
    if found is None:
        raise ReadError(0, "write: each n in 1..3:  or  each x, y in p q, q p:")
    if found[2] == "along":
        raise ReadError(found.start(2), "'along' is not available in this version; use 'in'")
    names: list[str] = []
    for name, offset in split(found[1]):
        at = found.start(1) + offset
        if not re.fullmatch(NAME, name):
            raise ReadError(at, f"'{name}' cannot name a blank")
        if name in names or name in cursor.scope:
            raise ReadError(at, f"{{{name}}} is already something else; choose another name")
        names.append(name)
    values = _elements(found[3], names, found.start(3))
    return Group(cursor.place(0), cursor.text, "each", names=tuple(names), values=values)


def _elements(text: str, names: list[str], at: int) -> tuple[tuple[Part, ...], ...]:
    numbers = re.fullmatch(r"(\d+)\s*\.\.\s*(\d+)", text)
    if numbers:
        if max(len(numbers[1]), len(numbers[2])) > 6 or len(names) != 1:
            raise ReadError(at, "a range is two small numbers for one name: each n in 1..3:")
        low, high = int(numbers[1]), int(numbers[2])
        if not 0 <= high - low < MOST_ROUNDS:
            raise ReadError(at, f"a range goes upwards, over {MOST_ROUNDS} numbers at most")
        return tuple((str(number),) for number in range(low, high + 1))
    if re.fullmatch(r"\d+\s*(-|:|to|\.{3,}|…|\u2013)\s*\d+", text):
        raise ReadError(at, "a range has two dots: each n in 1..3:")
    values = []
    for element, offset in split(text):
        words = element.split()
        if len(words) != len(names):
            wanted = f"{len(names)} word{'s' if len(names) > 1 else ''}"
            message = f"'{element}' should be {wanted}, for {', '.join(names)}"
            raise ReadError(at + offset, message)
        values.append(tuple(_word(word) for word in words))
    return tuple(values)


def _word(word: str) -> Part:
    blank = re.fullmatch(rf"\{{({NAME})\}}", word)
    return Blank(blank[1]) if blank else word


def _do(cursor: Cursor) -> Group:
    cursor.take(r"do\b")
    start = cursor.at
    parts = cursor.arguments()
    if not parts:
        raise ReadError(start, "which word is to be done is missing: do WORD arguments")
    first, *args = parts
    if isinstance(first, Blank):
        return Group(
            cursor.place(0), cursor.text, "do", values=(tuple(args),), word=f"{{{first.name}}}"
        )
    signature = cursor.names.words.get(first)
    lines = [name for name, one in cursor.names.words.items() if one.kind == "lines"]
    if signature is None:
        raise ReadError(start, f"no word '{first}'{suggest(first, lines)}")
    if signature.kind != "lines":
        raise ReadError(start, f"'{first}' is a text; only a word written as lines (|) can be done")
    if len(args) != len(signature.args):
        raise ReadError(start, count(first, signature.args, len(args)))
    return Group(cursor.place(0), cursor.text, "do", values=(tuple(args),), word=first)


_GROUPS: dict[str, Callable[[Cursor], Group]] = {
    "each": _each,
    "repeat": _repeat,
    "until": _until,
    "do": _do,
}
