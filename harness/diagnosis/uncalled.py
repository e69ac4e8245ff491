"""Functions that are named where their value is meant, as ``data.decode`` without parentheses.

What Python prints of a function tells that it was one.
"""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.case import Case
from harness.diagnosis.code import Code, Place
from harness.diagnosis.regions import own_lines
from harness.diagnosis.syntax import RECEIVE_CALLS
from harness.model.result import Diagnosis

_PRINTED = re.compile(r"<(?:built-in method|bound method|function) (?:\w+\.)*(\w+) (?:of|at) ")
_VALUES = frozenset({"decode", "encode", "strip", "lower", "upper", "getpeername", *RECEIVE_CALLS})


def prints_a_function(case: Case) -> Iterator[Diagnosis]:
    """What a program prints is a function, and the line is known that names it without a call."""
    for who in case.students():
        own = own_lines(case, who) if case.is_kit(who) else None
        runs = [run for run in case.alone(who) if _PRINTED.search(run.printed(who))]
        names = {found for run in runs for found in _PRINTED.findall(run.printed(who))}
        places = {
            place
            for name, place in _named(case.code(who))
            if name in names and (own is None or place.line in own)
        }
        if len(places) == len(names) == 1:
            name = names.pop()
            yield from case.diagnosis(
                "not-called",
                [f for run in runs for f in run.unmet if who in f.actors],
                f"A function is named here and not called, and so it is printed itself: {name}",
                places.pop(),
                happened=f'{who} printed "{_shown(runs[0].printed(who))}"',
                do="Parentheses behind its name call it, and then it is what it returns.",
            )


def _shown(printed: str) -> str:
    found = _PRINTED.search(printed)
    return f"{found[0].strip()} …>" if found else ""


def uncalled_value(code: Code) -> Place:
    """The one line that gives a name the value of a function that is not called."""
    found = {place for name, place in _named(code) if name in _VALUES}
    return found.pop() if len(found) == 1 else Place()


def _named(code: Code) -> Iterator[tuple[str, Place]]:
    """The functions of something that are named without a call, as a value or to be printed."""
    for file, tree in code.trees():
        for node in ast.walk(tree) if tree is not None else ():
            values: list[ast.expr] = []
            match node:
                case ast.Assign(value=value):
                    values = [value]
                case ast.Call(args=args):
                    values = args
                case ast.FormattedValue(value=value):
                    values = [value]
                case ast.BinOp(left=left, right=right):
                    values = [left, right]
            for each in values:
                if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Load):
                    yield each.attr, code.line(file, each.lineno)
