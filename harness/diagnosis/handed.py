"""What a student's lines do to the client or server that their function is called with."""

import ast
from collections.abc import Iterator

from harness.diagnosis.case import Case
from harness.diagnosis.regions import own_lines
from harness.model.result import Diagnosis

_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def makes_another(case: Case) -> Iterator[Diagnosis]:
    """The student's lines make another of what the function was called with."""
    for who in case.students():
        own, code = own_lines(case, who) if case.is_kit(who) else set(), case.code(who)
        found = [
            (code.line(file, call.lineno), name)
            for file, tree in code.trees()[:1]
            for call, name in _made_anew(tree)
            if call.lineno in own
        ]
        if len({name for _, name in found}) == 1:
            place, name = found[0]
            yield from case.diagnosis(
                "makes-another",
                [f for run in case.alone(who) for f in run.unmet if who in f.actors],
                f"Your lines make another {name}, and not that one is connected: {name}(…)",
                place,
                do=f"Your function is called with the {name} that runs already: use that one.",
            )


def closes_it(case: Case) -> Iterator[Diagnosis]:
    """The student's lines close the connection, and the given program fails at the next message."""
    for who in case.students():
        runs = [run for run in case.alone(who) if run.failed(who)]
        own, code = own_lines(case, who) if case.is_kit(who) else set(), case.code(who)
        found = [
            code.line(file, call.lineno)
            for file, tree in code.trees()[:1]
            for call in _closing(tree)
            if call.lineno in own
        ]
        if len(found) == 1:
            yield from case.diagnosis(
                "closes-it",
                [f for run in runs for f in run.unmet if who in f.actors],
                "Your function closes the connection, and the next message comes to nobody",
                found[0],
                do="It is called for each message. To be done with this one, return is enough.",
            )


def _closing(tree: ast.Module | None) -> Iterator[ast.Call]:
    """Where a function closes what it was called with."""
    for function in ast.walk(tree) if tree is not None else ():
        if isinstance(function, _FUNCTIONS):
            names = {each.arg for each in function.args.args}
            for call in ast.walk(function):
                match call:
                    case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="close")):
                        if name in names:
                            yield call


def _made_anew(tree: ast.Module | None) -> Iterator[tuple[ast.Call, str]]:
    """Where a function makes one more of the type that a parameter of it has."""
    for function in ast.walk(tree) if tree is not None else ():
        if not isinstance(function, _FUNCTIONS):
            continue
        first = function.args.args[:1]  # who sends; a message may well be made
        types = {each.annotation.id for each in first if isinstance(each.annotation, ast.Name)}
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in types:
                yield call, ast.unparse(call.func)
