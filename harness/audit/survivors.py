"""Why a changed reference may keep full marks: ``survivors.yaml`` of an assignment.

A list of explanations.  Each says ``why`` (``Equivalent:`` or ``Not asked:``), and for which
changes: those ``by`` certain operators in certain ``lines`` of a ``file``, one line of code below
the other.  Lines are found by what they say and not by their number, so they may move.  An
explanation of something that is gone, or that the rubric has learned to see, is stale and is told.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml

from harness.audit.mutating import Mutant
from harness.model.errors import UsageError

FILE = "survivors.yaml"
_KEYS = {"why", "file", "lines", "by"}
_BEGINNINGS = ("Equivalent: ", "Not asked: ")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why changes ``by`` some operators to some ``lines`` of a ``file`` keep full marks."""

    why: str
    file: str
    lines: tuple[str, ...]
    by: tuple[str, ...]

    def covers(self, mutant: Mutant) -> bool:
        """Whether it speaks of a mutant."""
        return mutant.file == self.file and mutant.operator in self.by and mutant.at in self.lines


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
    said = []
    for each in explanations:
        there = [one for one in every if each.covers(one)]
        spoken = [one for one in survived if each.covers(one)] if whole else there
        for line in each.lines:
            if not any(one.at == line for one in there):
                said.append(f"{each.file}: nothing is changed so in a line '{line}'")
            elif not any(one.at == line for one in spoken):
                said.append(f"{each.file}: '{line}' is explained, and every change of it is caught")
        said += [
            f"{each.file}: {operator} is explained in '{each.lines[0]}', and always caught"
            for operator in each.by
            if not any(one.operator == operator for one in spoken)
        ]
    return tuple(dict.fromkeys(said))


def _explanation(told: object, where: str, wrong: list[str]) -> Explanation:
    values = told if isinstance(told, dict) else {}
    wrong += [f"{where}: there is no key '{key}'" for key in values if key not in _KEYS]
    why, file, lines = (_text(values, key) for key in ("why", "file", "lines"))
    if not why.startswith(_BEGINNINGS):
        wrong.append(f"{where}: 'why' begins with 'Equivalent: ' or 'Not asked: '")
    if not file:
        wrong.append(f"{where}: 'file' names a file of the reference")
    code = tuple(line.strip() for line in lines.splitlines() if line.strip())
    if not code:
        wrong.append(f"{where}: 'lines' has the lines of code, one below the other")
    by = values.get("by")
    if not isinstance(by, list) or not by or not all(isinstance(each, str) for each in by):
        wrong.append(f"{where}: 'by' is a list of operators")
        by = []
    return Explanation(" ".join(why.split()), file, code, tuple(by))


def _text(values: dict[object, object], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""
