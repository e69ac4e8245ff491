"""Parts that stand between the marks of the wrong file: each uses what the other one is given."""

import ast
import builtins
import re
from collections.abc import Iterator
from itertools import combinations

from harness.diagnosis.case import Case
from harness.diagnosis.code import Place
from harness.diagnosis.regions import own_lines, parameters
from harness.diagnosis.shapes import FUNCTIONS
from harness.diagnosis.tracebacks import Trace
from harness.model.result import Diagnosis

_MISSED = re.compile(r"name '(\w+)' is not defined")
_BUILTIN = frozenset(dir(builtins))


def changed_places(case: Case) -> Iterator[Diagnosis]:
    """In each of two files a name is nobody's that is a parameter in the other one."""
    kits = [who for who in case.students() if case.is_kit(who)]
    for one, other in combinations(kits, 2):
        here, name = _foreign(case, one, other)
        there, others = _foreign(case, other, one)
        if not here.line or not there.line or here.file == there.file:
            continue
        yield from case.diagnosis(
            "changed-places",
            [f for who in (one, other) for run in case.alone(who) for f in run.unmet],
            f"Your two parts have changed places: {name} is what the function in {there.file} is "
            "given",
            here,
            happened=f"{here.file} uses {name}, {there.file} uses {others}, and there is neither",
            do="Which of the two programs should do this? Put it between the marks of that file.",
        )


def elsewhere(case: Case, who: str, trace: Trace) -> tuple[str, str]:
    """What it means if a name is missed with which another file's function is called.

    And what to do; two empty texts if it is none of these.
    """
    missed = _MISSED.match(trace.message) if case.is_kit(who) else None
    for other in case.students():
        if missed and other != who and missed[1] in parameters(case, other):
            says = f"{missed[1]} is what the function in {case.record.mains[other]} is called with"
            given = ", ".join(parameters(case, who))
            return f"{says}, and nothing here has that name", f"Yours is called with: {given}."
    return "", ""


def _foreign(case: Case, who: str, other: str) -> tuple[Place, str]:
    """The first name of a student's lines that is a parameter of another's only, and its place."""
    own, given = own_lines(case, who), parameters(case, other)
    code = case.code(who)
    for file, tree in code.trees()[:1]:
        nodes = list(ast.walk(tree)) if tree is not None else []
        used = [n for n in nodes if isinstance(n, ast.Name) and n.lineno in own]
        for each in sorted(used, key=lambda name: (name.lineno, name.col_offset)):
            if each.id in given and each.id not in _bound(nodes) | _BUILTIN:
                return code.line(file, each.lineno), each.id
    return Place(), ""


def _bound(nodes: list[ast.AST]) -> set[str]:
    """The names that mean something anywhere in a file."""
    names = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    names |= {each.arg for each in nodes if isinstance(each, ast.arg)}
    names |= {each.asname or each.name for each in nodes if isinstance(each, ast.alias)}
    return names | {n.name for n in nodes if isinstance(n, (*FUNCTIONS, ast.ClassDef))}
