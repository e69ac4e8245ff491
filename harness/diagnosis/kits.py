"""Functions that a given program calls: what they find there, and whether they come to an end."""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Place
from harness.diagnosis.regions import own_lines
from harness.diagnosis.tracebacks import Trace
from harness.model import events as ev
from harness.model.record import Source
from harness.model.result import Diagnosis

_DEFINES = (
    r"(?:from\s+[\w.]+\s+)?import\s+(?:[^#\n]*[\s,.])?{0}\b(?!\.)",
    r"(?:async\s+)?(?:def|class)\s+{0}\b",
    r"{0}\s*(?::[^=\n]+)?=(?!=)",
)
_NAME = re.compile(r"(?:global )?name '(\w+)' is not defined")


def defined_outside(sources: tuple[Source, ...], trace: Trace) -> tuple[str, int]:
    """A name that an error misses, and the line of its file that defines it outside of the marks.

    Only what stands at the left edge counts, since elsewhere it would not be seen there anyway.
    """
    found = _NAME.match(trace.message)
    if trace.kind != "NameError" or found is None or not sources:
        return "", 0
    name, own = found[1], own_lines(sources)
    defines = re.compile("|".join(part.format(re.escape(name)) for part in _DEFINES))
    rows = sources[0].content.decode("utf-8", "replace").splitlines()
    lines = [n for n, row in enumerate(rows, 1) if n not in own and defines.match(row)]
    return (name, lines[0]) if lines else ("", 0)


def outside(name: str, line: int) -> tuple[str, str]:
    """What that means, and what to do about it."""
    says = f"{name} is defined outside of the marks (line {line}), where nothing of yours is taken"
    return says, f"Move line {line} between the marks, before the place where it is used."


def refused(trace: Trace) -> tuple[str, str]:
    """What it means if the given program catches an error that it was made to make."""
    return (
        f"Something is asked of the given program that it cannot do: {trace.error.rstrip('.?! ')}",
        "Do not catch it: what has to be known before this call, and which function tells it?",
    )


def never_returns(case: Case) -> Iterator[Diagnosis]:
    """A loop sleeps and looks, over and over, in a function that should return."""
    for who in case.students():
        runs = [run for run in case.alone(who) if run.students == (who,) and _ticks(run)]
        places = _sleeping_loops(case, who) if runs and case.is_kit(who) else []
        if len(places) != 1:
            continue
        yield from case.diagnosis(
            "never-returns",
            [f for run in runs for f in run.unmet if who in f.actors],
            "Your function does not return: its loop sleeps, looks, and sleeps again",
            places[0],
            happened=f"{who} slept there over and over, and nothing more came of it",
            do="What if that for which it waits never comes? Decide by what is so now, and return.",
        )


def _ticks(run: Run) -> bool:
    limits = [e for e in run.all(ev.Limit) if e.what == "patience"]
    return any(e.detail.startswith("nothing happened") for e in limits)


def _sleeping_loops(case: Case, who: str) -> list[Place]:
    own, code = own_lines(case.record.sources.get(who, ())), case.code(who)
    return [
        code.line(file, node.lineno)
        for file, tree in code.trees()[:1]
        for node in (ast.walk(tree) if tree is not None else ())
        if isinstance(node, ast.While) and node.lineno in own and _sleeps(node)
    ]


def _sleeps(loop: ast.While) -> bool:
    calls = [node.func for node in ast.walk(loop) if isinstance(node, ast.Call)]
    return any("sleep" in (getattr(f, "attr", ""), getattr(f, "id", "")) for f in calls)
