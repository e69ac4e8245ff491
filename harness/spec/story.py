"""A story's lines to steps: comments, indentation, labels, and what may stand under what.

Indentation is nesting, as in Python: deeper lines belong to the ``…:`` line above them, whatever
the number of spaces.  A line's first ``name:`` is a label; it must name rubric items (a role and
an item never share a name, so there is no doubt).  Comments (#) have lines of their own, since a
text may hold a ``#``.
"""

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import field, replace

from harness.model.quick import dataclass
from harness.model.spec import Group, Line, Place, Step
from harness.spec import statement
from harness.spec.cursor import Cursor
from harness.spec.document import odd_indent
from harness.spec.draft import Draft, ReadError, Scalar, suggest
from harness.spec.line import CAN_BE_DONE, HARNESS_ONLY
from harness.spec.names import NAME, RESERVED, Names, split

DEEPEST = 20
LONGEST = 4000

# What begins as a label does, and is none: several words, or brackets.
_ALMOST = re.compile(rf"[\[(]?\s*({NAME}(?:\s+{NAME})*)\s*(?:[\])]\s*:?|:)(?=\s|$)")
# What stands above indented lines elsewhere, in sequence diagrams say.
_GROUPS_ELSEWHERE = {
    **dict.fromkeys(("alt", "either", "oneof", "any", "or"), "one of:"),
    **dict.fromkeys(("par", "parallel", "together", "simultaneously"), "at once:"),
    **dict.fromkeys(("opt", "optional", "optionally"), "maybe:"),
    **dict.fromkeys(("loop", "times"), "repeat 3:"),
}
_LABEL = re.compile(rf"({NAME}(?:\s*,\s*{NAME})*)\s*:(?=\s|$)")


@dataclass(slots=True)
class _Row:
    """One line that says something, with the deeper lines under it."""

    indent: int
    text: str
    line: int
    column: int
    under: "list[_Row]" = field(default_factory=list)


@dataclass(slots=True)
class Told:
    """A story that was read.  ``labels``: items named in it; ``whole``: no line was wrong."""

    steps: tuple[Step, ...] = ()
    labels: set[str] = field(default_factory=set)
    whole: bool = True


def read(draft: Draft, scalar: Scalar, names: Names, scope: AbstractSet[str]) -> Told:
    """The steps of a story or of a word's lines; every mistake in it is noted in ``draft``.

    ``scope``: the blanks that are known by name here (rows, words, arguments).
    """
    told = Told()
    if scalar.style in (">", '"', "'") or ("\n" in scalar.text.strip() and scalar.style != "|"):
        message = "the lines of a story stand in a block: write '|' and start a new line"
        draft.wrong(scalar.place, message)
        told.whole = False
        return told
    rows = _tree(draft, list(_rows(draft, scalar)))
    if not rows:
        draft.wrong(scalar.place, "the story has no lines")
    told.steps = _Reader(draft, names, told).block(rows, frozenset(scope))
    return told


def _rows(draft: Draft, scalar: Scalar) -> Iterator[_Row]:
    offset = 0
    for raw in re.split("[\n\u2028\u2029]", scalar.text):
        text, lead = raw.strip(), len(raw) - len(raw.lstrip())
        if text and not text.startswith("#"):
            place = draft.at(scalar, offset)
            if odd := odd_indent(raw[:lead]):
                draft.wrong(place, odd)
            elif len(text) > LONGEST:
                draft.wrong(place, f"a line of more than {LONGEST} characters")
            else:
                yield _Row(lead, text, place.line, place.column + lead)
        offset += len(raw) + 1


def _tree(draft: Draft, rows: list[_Row]) -> list[_Row]:
    top = _Row(-1, "", 0, 0)
    open_rows = [top]
    for row in rows:
        while open_rows[-1].indent >= row.indent:
            open_rows.pop()
        siblings = open_rows[-1].under
        if siblings and siblings[0].indent != row.indent:
            _wrong(draft, row, 0, "this indentation fits no line above it")
        if len(open_rows) > DEEPEST:
            _wrong(draft, row, 0, f"lines nested more than {DEEPEST} deep")
            continue
        siblings.append(row)
        open_rows.append(row)
    return top.under


def _wrong(draft: Draft, row: _Row, offset: int, message: str) -> None:
    draft.wrong(Place(row.line, row.column + offset), message)


class _Reader:
    def __init__(self, draft: Draft, names: Names, told: Told) -> None:
        self.draft, self.names, self.told = draft, names, told

    def block(self, rows: list[_Row], scope: frozenset[str]) -> tuple[Step, ...]:
        """The steps of rows that stand below one another; broken ones are left out."""
        steps = [self._step(row, scope) for row in rows]
        return tuple(step for step in steps if step is not None)

    def _step(self, row: _Row, scope: frozenset[str]) -> Step | None:
        items, start = self._label(row)
        step = None if start is None else self._statement(row, start, scope)
        if step is None:
            self.told.whole = False
            self.block(row.under, scope)  # only to find the mistakes in it
            return None
        step = replace(step, items=items)
        if isinstance(step, Group) and step.how != "do":
            return self._filled(row, step, scope)
        if row.under:
            message = "indented, but the line above it is not one that has lines under it"
            _wrong(self.draft, row.under[0], 0, message)
            self.block(row.under, scope)
        return step

    def _label(self, row: _Row) -> tuple[tuple[str, ...], int | None]:
        found = _LABEL.match(row.text)
        if found is None or found[1] in RESERVED:
            message = self._meant(row.text)
            if message:
                _wrong(self.draft, row, 0, message)
            return (), None if message else 0
        items = []
        named = split(found[1])
        for name, offset in named:
            if name in self.names.roles:
                message = f"'{name}' is a role, not a rubric item; what does it do?"
                _wrong(self.draft, row, offset, message)
                return (), None
        for name, offset in named:
            if name in self.names.items:
                items.append(name)
                self.told.labels.add(name)
            elif name in _GROUPS_ELSEWHERE and row.text.endswith(":"):
                _wrong(self.draft, row, offset, f"write: {_GROUPS_ELSEWHERE[name]}")
            elif self.names.items:  # that there is no rubric at all is told once
                message = f"no rubric item '{name}'{suggest(name, self.names.items)}"
                _wrong(self.draft, row, offset, message)
        rest = row.text[found.end() :]
        return tuple(dict.fromkeys(items)), found.end() + len(rest) - len(rest.lstrip())

    def _meant(self, text: str) -> str:
        """What is to be said of a beginning that was meant for a label, or stands in lists."""
        if re.match(r"([-*\u2022]|\d+[.)])\s", text):
            return "the lines of a story have no numbers and no bullets before them"
        if text.startswith("//"):
            return "a comment begins with #"
        found = _ALMOST.match(text)
        if found is None:
            return ""
        words, items = found[1].split(), self.names.items
        for name in ("-".join(words), "_".join(words), "".join(words)):
            if name in items:
                return f"write: {name}: …"
        return f"write: {', '.join(words)}: …" if items.issuperset(words) else ""

    def _statement(self, row: _Row, start: int, scope: frozenset[str]) -> Step | None:
        def place(offset: int) -> Place:
            return Place(row.line, row.column + start + offset)

        def note(offset: int, message: str) -> None:
            self.told.whole = False
            self.draft.wrong(place(offset), message)

        text = row.text[start:]
        if not text:
            return Group(Place(row.line, row.column), row.text, "together")
        again = _LABEL.match(text) if start else None
        if again and again[1] not in RESERVED:
            note(0, "a second label; write them together: item, item: …")
            return None
        try:
            return statement.read(Cursor(text, self.names, scope, place, note))
        except ReadError as wrong:
            note(wrong.offset, wrong.message)
            return None

    def _filled(self, row: _Row, group: Group, scope: frozenset[str]) -> Group:
        if not row.under:
            _wrong(self.draft, row, 0, f"nothing stands under '{row.text[:40]}'")
            self.told.whole = False
        body = self.block(row.under, scope | set(group.names))
        if group.how in ("one of", "at once", "until"):
            for step in body:
                self._fits(group.how, step)
        return replace(group, body=body)

    def _fits(self, how: str, step: Step) -> None:
        if how == "one of":
            plain = isinstance(step, Line) and step.mood == "must"
            if not plain or (isinstance(step, Line) and step.verb in HARNESS_ONLY):
                never = isinstance(step, Line) and step.mood == "never"
                message = "under 'one of:' stand plain lines, each of which would do"
                message += ", and no 'never'" if never else ""
                self.draft.wrong(step.place, message)
            elif step.items:
                self.draft.wrong(step.place, "label the whole group: item: one of:")
        elif isinstance(step, Group) and step.how in ("each", "repeat", "together"):
            for inner in step.body:
                self._fits(how, inner)
        elif not (isinstance(step, Group) and step.how == "do"):
            done = isinstance(step, Line) and step.verb in CAN_BE_DONE
            if not done or (isinstance(step, Line) and step.mood == "never"):
                message = f"under '{how}:' stands only what the harness does (start, types, -> …)"
                self.draft.wrong(step.place, message)
