"""Roles of which a student writes regions only: the rest of the program is given, and right."""

import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, place_of
from harness.diagnosis.code import Place
from harness.model.record import Source
from harness.model.result import Diagnosis

_START = re.compile(r"^\s*#\W*start\b", re.IGNORECASE)
_END = re.compile(r"^\s*#\W*end\b", re.IGNORECASE)
_NOTHING = re.compile(r"^\s*(#.*|pass|\.\.\.|return)?\s*$")


def left_empty(case: Case) -> Iterator[Diagnosis]:
    """There is no statement between the marks."""
    for who in case.students():
        if not case.is_kit(who):
            continue
        for source in case.record.sources.get(who, ()):
            line = _empty(source)
            if line:
                yield from case.diagnosis(
                    "left-empty",
                    [f for run in case.alone(who) for f in run.findings if f.verdict != "met"],
                    "The part that you were to write is still empty",
                    Place(source.name, line),
                    happened="There is no statement between the two marks",
                    do="The comments there, and the assignment, say what belongs there.",
                )
                break


def _empty(source: Source) -> int:
    """The line of the first mark, if all regions of a file are empty; else 0."""
    begin, within = 0, False
    for number, line in enumerate(source.content.decode("utf-8", "replace").splitlines(), 1):
        if _START.match(line):
            begin, within = begin or number, True
        elif _END.match(line):
            within = False
        elif within and not _NOTHING.match(line):
            return 0
    return begin


def _own_lines(sources: tuple[Source, ...]) -> set[int]:
    """The numbers of the lines between the marks of a role's main file."""
    found, within = set(), False
    text = sources[0].content.decode("utf-8", "replace") if sources else ""
    for number, line in enumerate(text.splitlines(), 1):
        if _START.match(line) or _END.match(line):
            within = bool(_START.match(line))
        elif within:
            found.add(number)
    return found


def blocks_the_loop(case: Case) -> Iterator[Diagnosis]:
    """A thread sleeps in the student's own lines, and the given program can do nothing else."""
    for who in case.students():
        main = case.record.mains.get(who, "")
        for run in case.alone(who) if case.is_kit(who) else ():
            own = _own_lines(case.record.sources.get(who, ()))
            waits = [w for w in run.waits(who) if w.file == main and w.line in own]
            if not waits:
                continue
            yield from case.diagnosis(
                "blocks",
                [f for each in case.alone(who) for f in each.unmet],
                "Your function waits, and nothing else can be done meanwhile (blocking)",
                place_of(waits[0]),
                happened=f"There {who} was when nothing more came of it",
                do="It is called once for each message: let it do what there is to do, and return.",
            )
            break
