"""Parts of a kit that stand in the file of another part.

The functions of a kit are called with names of their own.  A line that uses a name which nothing in
its file defines, and with which the function of another file is called, was written for that one.
"""

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass

from harness.diagnosis.case import Case
from harness.diagnosis.code import Place
from harness.diagnosis.regions import own_lines
from harness.model.result import Diagnosis

_BOTH = 2
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class _Stray:
    """A name that belongs to the function of another role's file."""

    who: str
    name: str
    place: Place
    file: str


def in_the_other_file(case: Case) -> Iterator[Diagnosis]:
    """A student's lines use what only the function in another file of theirs is called with."""
    found = [stray for who in case.students() for stray in _strays(case, who)]
    firsts: dict[str, _Stray] = {}
    for stray in found:
        firsts.setdefault(stray.who, stray)
    lost = [f for run in case.runs for f in run.unmet if {*f.actors} & {*firsts}]
    belong = {one.file for one in firsts.values()}
    if len(firsts) == len(belong) == _BOTH and belong == {e.place.file for e in firsts.values()}:
        one, other = firsts.values()
        yield from case.diagnosis(
            "swapped",
            lost,
            f"Your parts stand in each other's files: {one.name} is a name in {one.file}, and "
            f"{other.name} in {other.file}",
            one.place,
            happened=f"In {one.place.file} nothing is called {one.name}",
            do="Each file says above the marks what its function is for.",
        )
        return
    for one in firsts.values():
        yield from case.diagnosis(
            "of-another-file",
            lost,
            f"A line of another file's part stands here: {one.name} is a name in {one.file}",
            one.place,
            happened=f"In {one.place.file} nothing is called {one.name}",
            do="With what is the function called that is yours to write here?",
        )


def _strays(case: Case, who: str) -> Iterator[_Stray]:
    own = own_lines(case, who) if case.is_kit(who) else set()
    for file, tree in case.code(who).trees()[:1] if own else ():
        if tree is None:
            continue
        known = _known(tree)
        used = [
            node
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and node.lineno in own and node.id not in known
        ]
        for node in sorted(used, key=lambda each: each.lineno):
            for other in case.students():
                for name, others in case.code(other).trees()[:1] if case.is_kit(other) else ():
                    if name != file and others is not None and node.id in _given(others):
                        yield _Stray(who, node.id, case.code(who).line(file, node.lineno), name)


def _given(tree: ast.Module) -> set[str]:
    """What the functions of a file are called with."""
    return {arg.arg for node in tree.body if isinstance(node, _FUNCTIONS) for arg in node.args.args}


def _known(tree: ast.Module) -> set[str]:
    """Every name that a file gives a meaning anywhere, and those of Python's own."""
    found = {*dir(builtins)}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                found.add(name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found.add(name)
            case ast.ClassDef(name=name):
                found.add(name)
            case ast.alias(name=name, asname=other):
                found.add(other or name.partition(".")[0])
            case ast.ExceptHandler(name=str(name)):
                found.add(name)
    return found
