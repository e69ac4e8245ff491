"""Parts that stand between the marks of the wrong file: each uses what the other one is given."""

import ast
import builtins
from collections.abc import Iterator
from itertools import combinations

from harness.diagnosis.case import Case
from harness.diagnosis.code import Place
from harness.diagnosis.regions import own_lines, parameters
from harness.diagnosis.shapes import FUNCTIONS
from harness.model.result import Diagnosis

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
