"""Why a changed reference may keep full marks: ``survivors.yaml`` of an assignment.

A list of explanations.  Each says ``why`` (``Equivalent:`` or ``Not asked:``), in which ``file``,
and which ``changes``: on each line operators, a colon, and the line of code that they may change.
Code is found by what it says and not by its number, so it may move.  A change that is explained and
is gone, or that the rubric has learned to see, is stale and is told: else an explanation would hide
what the rubric forgets again.
"""

import re
from collections.abc import Collection, Iterable
from pathlib import Path

import yaml

from harness.audit.mutating import Mutant
from harness.model.errors import UsageError
from harness.model.quick import dataclass

FILE = "survivors.yaml"
_KEYS = {"why", "file", "changes"}
_BEGINNINGS = ("Equivalent: ", "Not asked: ")
_CHANGES = re.compile(r"(?P<operators>[a-z-]+( [a-z-]+)*): (?P<code>.+)")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why changes of a ``file`` keep full marks: ``changes`` are pairs of operator and line."""

    why: str
    file: str
    changes: tuple[tuple[str, str], ...]

    def covers(self, mutant: Mutant) -> bool:
        """Whether it speaks of a mutant."""
        return mutant.file == self.file and (mutant.operator, mutant.at) in self.changes


def read(folder: Path) -> tuple[Explanation, ...]:
    """The explanations of an assignment; none if it has no such file.  Raises UsageError."""
    file = folder / FILE
    if not file.exists():
        return ()
    try:
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise UsageError(f"{file}: cannot be read: {' '.join(str(error).split())}") from None
    if not isinstance(told, list):
        raise UsageError(f"{file}: it is no list of explanations")
    wrong: list[str] = []
    found = [_explanation(each, f"{file}: {n}", wrong) for n, each in enumerate(told, 1)]
    if wrong:
        raise UsageError("\n".join(wrong))
    return tuple(found)


def explaining(mutant: Mutant, explanations: Iterable[Explanation]) -> Explanation | None:
    """The first explanation that speaks of a mutant."""
    return next((each for each in explanations if each.covers(mutant)), None)


def stale(
    explanations: Iterable[Explanation],
    every: Collection[Mutant],
    survived: Collection[Mutant],
    *,
    whole: bool,
) -> tuple[str, ...]:
    """What explanations speak of that needs none, in sentences.

    ``every``: all mutants that there are.  ``whole``: all of these were graded, so that what did
    not survive is known.
    """
    there = {(one.file, one.operator, one.at) for one in every}
    lived = {(one.file, one.operator, one.at) for one in survived}
    said = []
    for each in explanations:
        for operator, line in each.changes:
            change = (each.file, operator, line)
            if change not in there:
                said.append(f"{each.file}: {operator} changes no line '{line}'")
            elif whole and change not in lived:
                said.append(f"{each.file}: {operator} of '{line}' is always caught")
    return tuple(dict.fromkeys(said))


def _explanation(told: object, where: str, wrong: list[str]) -> Explanation:
    values = told if isinstance(told, dict) else {}
    wrong += [f"{where}: there is no key '{key}'" for key in values if key not in _KEYS]
    why, file, changes = (_text(values, key) for key in ("why", "file", "changes"))
    if not why.startswith(_BEGINNINGS):
        wrong.append(f"{where}: 'why' begins with 'Equivalent: ' or 'Not asked: '")
    if not file:
        wrong.append(f"{where}: 'file' names a file of the reference")
    pairs: list[tuple[str, str]] = []
    for line in filter(None, map(str.strip, changes.splitlines())):
        found = _CHANGES.fullmatch(line)
        if found is None:
            wrong.append(f"{where}: this is not 'operators: line of code': {line}")
        else:
            pairs += [(each, found["code"]) for each in found["operators"].split()]
    if not changes.strip():
        wrong.append(f"{where}: 'changes' has lines of 'operators: line of code'")
    return Explanation(" ".join(why.split()), file, tuple(pairs))


def _text(values: dict[object, object], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""
