"""What would send, in a student's own lines, and is only kept there: nothing calls it."""

import ast
from collections.abc import Iterator

from harness.diagnosis.case import Case
from harness.diagnosis.regions import found_in, own_lines
from harness.diagnosis.shapes import SENDING
from harness.diagnosis.slips import around, lines_of, undone
from harness.model.result import Diagnosis

_THREADS = ("Thread", "Timer")
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def helper_uncalled(case: Case) -> Iterator[Diagnosis]:
    """All that sends stands in a function of the student's own, which nothing names.

    One with the name of the given function around it is not called by those who call that.
    """
    for who, short in undone(case):
        own, code = own_lines(case, who), case.code(who)
        sends = {place.line for place in code.sends() if place.line in own}
        for file, tree in code.trees()[:1]:
            named = _named(tree, own)
            for each in ast.walk(tree) if tree is not None else ():
                if (
                    isinstance(each, _FUNCTIONS)
                    and each.lineno in own
                    and each.name not in named
                    and sends
                    and sends <= lines_of(each.body)
                ):
                    yield from case.diagnosis(
                        "never-called",
                        short,
                        f"Your own function {each.name}() is written and never called",
                        code.line(file, each.lineno),
                        do=f"What stands in {each.name}() is done where it is called: where should "
                        "that be?",
                    )


def kept_uncalled(case: Case) -> Iterator[Diagnosis]:
    """All that sends stands in a lambda or a ``partial()`` that nothing calls, or in a thread."""
    for who, short in undone(case):
        own, code = own_lines(case, who), case.code(who)
        sends = {place.line for place in code.sends() if place.line in own}
        for file, tree in code.trees()[:1]:
            found = list(_kept(tree, own, _named(tree, own)))
            if len(found) == 1 and sends <= lines_of([found[0][0]]):
                yield from case.diagnosis(
                    "never-called",
                    short,
                    f"{found[0][1]} only says what is to be done when it is called, and nothing "
                    "calls it"
                    if found[0][1] not in _THREADS
                    else f"{found[0][1]}() only makes a thread, and nothing starts it",
                    code.line(file, found[0][0].lineno),
                    do="What is to be done at once is written as a plain call.",
                )


def replaced(case: Case) -> Iterator[Diagnosis]:
    """A function that sends is given another value, by ``=``, and nothing is sent."""
    for who, short in undone(case):
        own = own_lines(case, who)
        found = found_in(case, who, _replaced)
        if len(found) == 1 and not any(place.line in own for place in case.code(who).sends()):
            place, name = found[0]
            yield from case.diagnosis(
                "replaced",
                short,
                f"With = a function gets another value, and is not called: {name}",
                place,
                do="What it is to send stands in brackets behind its name.",
            )


def _named(tree: ast.Module | None, own: set[int]) -> set[str]:
    """The names that are read where those of a student's own lines are known."""
    nodes = list(ast.walk(tree)) if tree is not None else []
    within = around(tree, own)
    everywhere = any(isinstance(node, ast.Global) and node.lineno in own for node in nodes)
    if within is not None and not everywhere:
        nodes = list(ast.walk(within))
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def _kept(
    tree: ast.Module | None, own: set[int], named: set[str]
) -> Iterator[tuple[ast.stmt, str]]:
    for node in ast.walk(tree) if tree is not None else ():
        match node:
            case ast.Expr(value=value):
                pass
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name not in named:
                pass
            case _:
                continue
        if node.lineno in own and (what := _defers(value)):
            yield node, what


def _defers(value: ast.expr) -> str:
    match value:
        case ast.Lambda(body=body) if SENDING.search(ast.unparse(body)):
            return "A lambda"
        case ast.Call(func=function, args=[sends, *_]) if SENDING.search(ast.unparse(sends)):
            called = getattr(function, "attr", getattr(function, "id", ""))
            return "partial()" if called == "partial" else called if called in _THREADS else ""
        case ast.Call(func=function) if SENDING.search(ast.unparse(value)):
            called = getattr(function, "attr", getattr(function, "id", ""))
            return called if called in _THREADS else ""
    return ""


def _replaced(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree) if tree is not None else ():
        match node:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(), attr=name) as target]) if (
                SENDING.search(name)
            ):
                yield node.lineno, ast.unparse(target)
