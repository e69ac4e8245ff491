"""A solution, changed in hundreds of small ways.  Pure: from a source to its mutants.

The same source gives the same mutants, in the same order, by the same names: where they are, and
the operator (``server.py:23 delete-statement``).  What is changed how: :mod:`.expressions` and
:mod:`.statements`; what is not, and why: :mod:`.spared`.  A change that is no Python, or that makes
the same program as another, is left out.
"""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from harness.audit import expressions, statements
from harness.audit.source import Edit, Source
from harness.audit.spared import left
from harness.model.quick import dataclass

Within = Sequence[tuple[int, int]]  # lines [begin, end), from 0


@dataclass(frozen=True, slots=True)
class Mutant:
    """A file with one change.  ``name``: its place and operator; ``source``: the whole file.

    ``before`` and ``after``: the lines that differ, ``at``: the text of the line in which the
    change begins, by which an explanation finds it.
    """

    name: str
    file: str
    line: int
    operator: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    source: str

    @property
    def at(self) -> str:
        """The line in which the change begins, without the space around it."""
        return self.before[0].strip()


def mutants(file: str, text: str, within: Within | None = None) -> tuple[Mutant, ...]:
    """All mutants of a file; ``within``: only lines of these may change (None: any)."""
    source = Source(text)
    known = {ast.dump(ast.parse(text))}
    found: list[Mutant] = []
    counts: Counter[str] = Counter()
    for edit in _ordered(_edits(source)):
        line, last = source.line(edit.begin), source.line(max(edit.begin, edit.end - 1))
        if within is not None and not any(b < line and last <= e for b, e in within):
            continue
        changed = (
            source.data[: edit.begin] + edit.text.encode() + source.data[edit.end :]
        ).decode()
        tree = _tree(changed)
        if tree is None or tree in known:
            continue
        known.add(tree)
        name = f"{file}:{line} {edit.operator}"
        counts[name] += 1
        if counts[name] > 1:
            name = f"{name}.{counts[name]}"
        before, after = _difference(text, changed, line)
        found.append(Mutant(name, file, line, edit.operator, before, after, changed))
    return tuple(found)


def sample(every: Sequence[Mutant], most: int | None) -> tuple[Mutant, ...]:
    """At most so many of them, evenly spread over all: the same ones each time."""
    if most is None or len(every) <= most:
        return tuple(every)
    return tuple(every[number * len(every) // most] for number in range(most))


def _edits(source: Source) -> Iterator[Edit]:
    operators = (*expressions.OPERATORS, *statements.OPERATORS)
    for node in left(source.module, source):
        for operator in operators:
            yield from operator(node, source)


def _ordered(edits: Iterable[Edit]) -> list[Edit]:
    return sorted(edits, key=lambda edit: (edit.begin, edit.operator, edit.end, edit.text))


def _tree(text: str) -> str | None:
    """What a text means to Python, whatever its spelling; None: nothing."""
    try:
        tree = ast.parse(text)
        compile(text, "mutant", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return None
    return ast.dump(tree)


def _difference(before: str, after: str, line: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines that differ, from ``line`` on."""
    old, new = before.split("\n")[line - 1 :], after.split("\n")[line - 1 :]
    while len(old) > 1 and len(new) > 1 and old[-1] == new[-1]:
        del old[-1], new[-1]
    return tuple(old), tuple(new)
