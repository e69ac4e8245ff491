"""What a student's lines do to the client or server that their function is called with."""

import ast
from collections.abc import Iterator
from typing import TypeGuard

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Place
from harness.diagnosis.errors import first
from harness.diagnosis.regions import found_in, own_lines
from harness.diagnosis.shapes import SENDING, name_of
from harness.diagnosis.tracebacks import traces
from harness.model import events as ev
from harness.model.result import Diagnosis

_CONNECTS = frozenset({"connect", "connect_ex", "create_connection", "open_connection"})
_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


def makes_another(case: Case) -> Iterator[Diagnosis]:
    """The student's lines make another of what the function was called with."""
    for who in case.students():
        found = found_in(case, who, _made_anew)
        if len({name for _, name in found}) == 1:
            place, name = found[0]
            yield from case.diagnosis(
                "makes-another",
                case.unmet_by(who),
                f"Your lines make another {name}, and others talk to the first one: {name}(…)",
                place,
                do=f"Your function is called with the {name} that runs already: use that one.",
            )


def connects_anew(case: Case) -> Iterator[Diagnosis]:
    """The student's lines connect once more, beside the connection that the given program has."""
    for who in case.students():
        found = found_in(case, who, _connecting)
        runs = [run for run in case.alone(who) if len(run.all(ev.Connected, who)) > 1]
        if len(found) == 1 and runs:
            yield from case.diagnosis(
                "connects-anew",
                case.unmet_by(who),
                "Your lines connect once more, and to the server that is somebody else",
                found[0][0],
                happened=f"{who} connected once more after it was connected",
                do="What your function is called with is connected already: let that send.",
            )


def closes_it(case: Case) -> Iterator[Diagnosis]:
    """The student's lines close the connection, and the given program fails at the next message."""
    for who in case.students():
        found = found_in(case, who, _closing)
        if len(found) == 1:
            runs = [run for run in case.alone(who) if _fails_later(case, run, who, found[0][0])]
            yield from case.diagnosis(
                "closes-it",
                [f for run in runs for f in run.unmet if who in f.actors],
                "Your function closes the connection, and the next message comes to nobody",
                found[0][0],
                do="It is called for each message. To be done with this one, return is enough.",
            )


def _fails_later(case: Case, run: Run, who: str, place: Place) -> bool:
    """Whether it failed, and not because what it should close has no close() at all."""
    trace = first(traces(run.printed(who), case.record.files))
    return run.failed(who) and (trace is None or trace.line != place.line)


def asks_about_another(case: Case) -> Iterator[Diagnosis]:
    """What was handed over is asked about somebody, and what is sent goes to another.

    Both are written in the student's lines, by names: so it is a fact, whatever came of it.
    """
    for who in case.students():
        own, code = own_lines(case, who) if case.is_kit(who) else set(), case.code(who)
        for file, tree in code.trees()[:1]:
            for asked, sends in _asked_and_sent(tree):
                about = {ast.unparse(call.args[0]) for call in asked}
                lines = {call.lineno for call in (*asked, sends)}
                if len(about) == 1 and lines <= own:
                    yield from _about_another(case, who, code.line(file, min(lines)), asked, sends)


def _about_another(
    case: Case, who: str, place: Place, asked: list[ast.Call], sends: ast.Call
) -> Iterator[Diagnosis]:
    name, about = ast.unparse(asked[0].func), ast.unparse(asked[0].args[0])
    given = " and ".join(ast.unparse(each) for each in sends.args)
    yield from case.diagnosis(
        "asks-about-another",
        case.unmet_by(who),
        f"{name}() is asked about {about}, and that is none of what is sent: {given}",
        place,
        do="Who has to be there, so that what is sent can arrive? Ask about that one.",
    )


def _asked_and_sent(tree: ast.Module | None) -> Iterator[tuple[list[ast.Call], ast.Call]]:
    """In functions with one call that sends nothing but parameters: what is asked of the first.

    Not, if any of it mentions what is sent, or if a parameter was set anew.
    """
    for function in ast.walk(tree) if tree is not None else ():
        if not isinstance(function, _FUNCTIONS):
            continue
        calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
        sends = [call for call in calls if SENDING.search(ast.unparse(call.func))]
        names = {each.arg for each in function.args.args}
        given = {getattr(arg, "id", "") for call in sends for arg in call.args}
        asked = [
            call
            for call in calls
            if call not in sends
            and isinstance(call.func, ast.Attribute)
            and getattr(call.func.value, "id", "") in names
            and len(call.args) == 1
        ]
        stored = any(
            isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
            for node in ast.walk(function)
            if getattr(node, "id", "") in names
        )
        if len(sends) != 1 or not asked or stored or not given or not given <= names:
            continue
        mentioned = {n.id for call in asked for n in ast.walk(call.args[0]) if _is_name(n)}
        if mentioned <= names and not mentioned & given:
            yield asked, sends[0]


def _is_name(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name)


def _closing(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    """Where a function closes what it was called with, and the name of that."""
    for function in ast.walk(tree) if tree is not None else ():
        if isinstance(function, _FUNCTIONS):
            names = {each.arg for each in function.args.args}
            for call in ast.walk(function):
                match call:
                    case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="close")):
                        if name in names:
                            yield call.lineno, name


def _connecting(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    """Where a connection is asked for."""
    for call in ast.walk(tree) if tree is not None else ():
        if isinstance(call, ast.Call) and name_of(call) in _CONNECTS:
            yield call.lineno, name_of(call)


def _made_anew(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    """Where a function makes one more of the type that a parameter of it has."""
    for function in ast.walk(tree) if tree is not None else ():
        if not isinstance(function, _FUNCTIONS):
            continue
        first = function.args.args[:1]  # who sends; a message may well be made
        types = {each.annotation.id for each in first if isinstance(each.annotation, ast.Name)}
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in types:
                yield call.lineno, ast.unparse(call.func)
