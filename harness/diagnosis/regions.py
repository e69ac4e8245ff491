"""Roles of which a student writes regions only: the rest of the program is given, and right."""

import ast
import re
from collections.abc import Callable, Iterator

from harness.diagnosis.branches import ifs, loops, unchanged
from harness.diagnosis.case import Case, Run, place_of
from harness.diagnosis.code import Place, known
from harness.diagnosis.shapes import (
    COMPARE,
    DOTTED,
    FUNCTIONS,
    GIVES,
    TAKES,
    captures,
    compares_nothing,
    functions,
    gives_and_asks,
)
from harness.diagnosis.shapes import always_true as always
from harness.model import events as ev
from harness.model.record import Source
from harness.model.result import Diagnosis

_START = re.compile(r"^\s*#\W*start\b", re.IGNORECASE)
_END = re.compile(r"^\s*#\W*end\b", re.IGNORECASE)
_EMPTY = (
    "The part that you were to write is still empty",
    "The comments there, and the assignment, say what belongs there.",
)
_OUTSIDE = (
    "Your code stands outside of the marks, where nothing of yours is taken",
    "Move it between the two comment lines, and leave these as they are.",
)
_LEFT_OUT = re.compile(
    r"^(?P<file>.*?): only what stands between .* was left out: line (?P<line>\d+) '(?P<code>.*?)'"
    r"(?:, line |\.$| and )"
)
_NOTHING = re.compile(r"^\s*(#.*|pass|\.\.\.|return)?\s*$")


def left_empty(case: Case) -> Iterator[Diagnosis]:
    """There is no statement between the marks."""
    for who in case.students():
        if not case.is_kit(who):
            continue
        for source in case.record.sources.get(who, ()):
            line = _empty(source)
            outside = _outside(case, source) if line else Place()
            if line:
                says, do = _OUTSIDE if outside.line else _EMPTY
                yield from case.diagnosis(
                    "left-empty",
                    [f for run in case.alone(who) for f in run.findings if f.verdict != "met"],
                    says,
                    known(outside, Place(source.name, line)),
                    happened="There is no statement between the two marks",
                    do=do,
                )
                break


def _outside(case: Case, source: Source) -> Place:
    """The first line that was written outside of the marks, as it was told when it was cast."""
    for note in case.record.before:
        found = _LEFT_OUT.match(note)
        if found and found["file"].rpartition("/")[2] == source.name.rpartition("/")[2]:
            return Place(source.name, int(found["line"]), found["code"])
    return Place()


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


def own_lines(case: Case, who: str) -> set[int]:
    """The numbers of the lines between the marks of a role's main file."""
    found, within = set(), False
    sources = case.record.sources.get(who, ())
    text = sources[0].content.decode("utf-8", "replace") if sources else ""
    for number, line in enumerate(text.splitlines(), 1):
        if _START.match(line) or _END.match(line):
            within = bool(_START.match(line))
        elif within:
            found.add(number)
    return found


def parameters(case: Case, who: str) -> list[str]:
    """What the functions are called with in which a student's lines stand."""
    own = own_lines(case, who)
    return [
        each.arg
        for _, tree in case.code(who).trees()[:1]
        for function in functions(tree)
        if isinstance(function, FUNCTIONS)
        and own & {*range(function.lineno, (function.end_lineno or 0) + 1)}
        and function.lineno not in own
        for each in function.args.args
    ]


def found_in(
    case: Case, who: str, shape: Callable[[ast.Module | None], Iterator[tuple[int, str]]]
) -> list[tuple[Place, str]]:
    """Where a shape is found in a student's lines of a kit, with what it tells beside the line."""
    own = own_lines(case, who) if case.is_kit(who) else set()
    code = case.code(who)
    return [
        (code.line(file, line), what)
        for file, tree in code.trees()[:1]  # the main file's, as the student's lines are
        for line, what in shape(tree)
        if line in own
    ]


def own_send(case: Case, who: str) -> Place:
    """The one line of a student's own that sends."""
    own = own_lines(case, who) if case.is_kit(who) else set()
    found = [place for place in case.code(who).sends() if place.line in own]
    return found[0] if len(found) == 1 else Place()


def only_condition(case: Case, who: str) -> Place:
    """The only condition in the student's lines."""
    own = own_lines(case, who)
    found = [place for place in ifs(case.code(who)) if place.line in own]
    return found[0] if len(found) == 1 else Place()


def blocks_the_loop(case: Case) -> Iterator[Diagnosis]:
    """A thread sleeps in the student's own lines, and the given program can do nothing else."""
    for who in case.students():
        main = case.record.mains.get(who, "")
        for run in case.alone(who) if case.is_kit(who) else ():
            own = own_lines(case, who)
            waits = [w for w in run.waits(who) if w.file == main and w.line in own]
            waits = [w for w in waits if w.on != "processor"]  # which is no waiting
            if not waits:
                continue
            yield from case.diagnosis(
                "blocks",
                case.unmet_beside(who),
                "Your function waits, and nothing else can be done meanwhile (blocking)",
                place_of(waits[0]),
                happened=f"{who} was still at this line when nothing more happened",
                do="It is called once for each message: let it do what there is to do, and return.",
            )
            break


def hides_errors(case: Case) -> Iterator[Diagnosis]:
    """An except that catches everything, where nothing comes of what should."""
    for who in case.students():
        own = own_lines(case, who)
        hidden = [place for place in case.code(who).silent_excepts() if place.line in own]
        short = [f for run in case.alone(who) for f in run.unmet if f.mood == "must"]
        if case.is_kit(who) and len(hidden) == 1:
            yield from case.diagnosis(
                "hides-errors",
                [f for f in short if who in f.actors],
                "Every error is caught here and kept quiet, so nobody sees why nothing comes of it",
                hidden[0],
                do="Take the except away, run it again, and read what Python says.",
            )


def not_called(case: Case) -> Iterator[Diagnosis]:
    """A function is named without being called: as a condition that is always true."""
    for who in case.students():
        if not case.is_kit(who):
            continue
        own = own_lines(case, who)
        for name, place in case.code(who).only_named():
            if place.line in own:
                yield from case.diagnosis(
                    "not-called",
                    case.unmet_by(who),
                    f"A function is named and not called, and so it does nothing: {name}",
                    place,
                    do="Brackets behind the name call it, with what it needs between them.",
                )
        found = named_only(case, who)
        names = list(dict.fromkeys(name for name, place in found if place == found[0][1]))
        if names:  # of several conditions each is one: the first is met first
            several = len(names) > 1
            yield from case.diagnosis(
                "not-called",
                case.unmet_by(who),
                f"{'Functions are' if several else 'A function is'} named and not called, and that "
                f"is always true: {' and '.join(names)}",
                found[0][1],
                do=f"With brackets it is called, and tells: {names[0]}(…)."
                if several
                else f"With brackets it is called, and tells: {names[0]}().",
            )


def named_only(case: Case, who: str) -> list[tuple[str, Place]]:
    """The functions that a condition in the student's lines names and does not call."""
    own = own_lines(case, who)
    return [one for one in case.code(who).unbracketed() if one[1].line in own]


def always_true(case: Case) -> Iterator[Diagnosis]:
    """A part of a condition, after or, compares nothing, so that all of it is always true."""
    for who in case.students():
        for place, part in found_in(case, who, always)[:1]:
            yield from case.diagnosis(
                "always-true",
                case.unmet_by(who),
                f"The condition is always true: or {part} compares nothing",
                place,
                do="Each side of or is a comparison of its own: x == a or x == b.",
            )
        for place, name in found_in(case, who, gives_and_asks)[:1]:
            yield from case.diagnosis(
                "always-true", case.unmet_by(who), GIVES.format(name), place, do=COMPARE
            )
        for place, part in found_in(case, who, compares_nothing)[:1]:
            yield from case.diagnosis(
                "compares-nothing",
                case.unmet_by(who),
                f"The condition compares nothing: {part} stands there alone",
                place,
                do="What is to be equal to it? A comparison has two sides.",
            )


def takes_whatever_comes(case: Case) -> Iterator[Diagnosis]:
    """A case of a match is a plain name, which is no question."""
    for who in case.students():
        for place, name in found_in(case, who, captures)[:1]:
            yield from case.diagnosis(
                "always-true",
                case.unmet_by(who),
                TAKES.format(name),
                place,
                do=DOTTED,
            )


def endless_loop(case: Case) -> Iterator[Diagnosis]:
    """A program computes until nobody waits for it any more."""
    for who in case.students():
        runs = [run for run in case.alone(who) if run.students == (who,) and _computes(run, who)]
        if not runs:
            continue
        found = loops(case.code(who))
        if case.is_kit(who):
            own = own_lines(case, who)
            found = [place for place in found if place.line in own]
        place = found[0] if len(found) == 1 else Place()
        same = unchanged(case.code(who), place)
        yield from case.diagnosis(
            "endless-loop",
            [f for run in runs for f in run.unmet],
            "A loop goes round and round without end, and the program does nothing else",
            place,
            happened=f"{who} computed all the time, and "
            + (f"nothing in the loop changes {same}" if same else "nothing more came of it"),
            do="What would end it, and can that happen while it goes round?",
        )


def _computes(run: Run, who: str) -> bool:
    """Whether it was given up on while it computed, and said nothing more: some play on."""
    given_up = [
        e.n
        for e in run.all(ev.Limit)
        if e.what == "patience" and e.detail.startswith("it computed")
    ]
    said = [e.n for e in (*run.all(ev.Sent, who), *run.all(ev.Printed, who))]
    return bool(given_up) and max(said, default=-1) < given_up[0]
