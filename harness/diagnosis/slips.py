"""Slips in a student's own lines of a given program, by which what they were to do is not done.

Each can be read in the lines themselves: a send that is not come to, a name in quotes.
"""

import ast
import signal
from collections.abc import Iterator
from functools import partial
from typing import TypeGuard

from harness.diagnosis.case import Case
from harness.diagnosis.code import Place
from harness.diagnosis.regions import found_in, own_lines
from harness.diagnosis.shapes import SENDING
from harness.model.play import Finding
from harness.model.result import Diagnosis
from harness.model.signals import signal_told

_FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
_LEAVES = ast.Return | ast.Raise | ast.Break | ast.Continue
_TASKS = ("create_task", "ensure_future", "gather")
_THREADS = ("Thread", "Timer")


def never_reached(case: Case) -> Iterator[Diagnosis]:
    """All that sends stands behind a line that leaves its block whatever is so."""
    for who, short in undone(case):
        own = own_lines(case, who)
        sends = {place.line for place in case.code(who).sends() if place.line in own}
        for leaves, behind in _left(case, who):
            if sends and sends <= behind:
                yield from case.diagnosis(
                    "never-reached",
                    short,
                    f"The line that sends is never come to: {leaves.code} stands before it",
                    leaves,
                    do="Behind such a line nothing of its block is done. Should it stand under an "
                    "if, or further down?",
                )


def name_in_quotes(case: Case) -> Iterator[Diagnosis]:
    """A call is given a text that is spelt as what its function was called with."""
    for who, short in undone(case):
        found = found_in(case, who, _quoted)
        if len({name for _, name in found}) == 1:
            place, name = found[0]
            yield from case.diagnosis(
                "name-in-quotes",
                short,
                f'In quotes it is a text and no longer a name: "{name}"',
                place,
                do=f"Without the quotes {name} is what your function was called with.",
            )


def windows_from_a_thread(case: Case) -> Iterator[Diagnosis]:
    """A program with a window breaks down in Tk, which lines that another thread runs have used.

    Python's own code does not end so; what a line imports besides might.
    """
    for who in case.students():
        ended = [(run, run.exited(who)) for run in case.alone(who)]
        runs = [run for run, exited in ended if exited and exited.signal == signal.SIGSEGV]
        role = case.spec.roles.get(who)
        found = found_in(case, who, _imports_tk) if runs and role and role.window else []
        if found:
            yield from case.diagnosis(
                "windows-from-a-thread",
                [f for run in runs for f in run.unmet],
                "Windows are made or changed by another thread than the one that they belong to, "
                "and the program breaks down",
                found[0][0] if len(found) == 1 else Place(),
                happened=f"Sooner or later {who} is ended by {signal_told(signal.SIGSEGV)}",
                do="Your function runs in the thread of the network. Leave windows to the given "
                "program, which shows what is sent and received.",
            )


def _imports_tk(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree) if tree is not None else ():
        match node:
            case ast.Import(names=names) if any(n.name.startswith("tkinter") for n in names):
                yield node.lineno, "tkinter"
            case ast.ImportFrom(module=str(module)) if module.startswith("tkinter"):
                yield node.lineno, "tkinter"


def left_to_a_task(case: Case) -> Iterator[Diagnosis]:
    """What sends is given to a task that nobody awaits; where messages cross, it comes too late.

    Elsewhere all is sent on.  There one message is missing, and somebody gets what is not theirs.
    """
    for who, short in undone(case):
        runs = [run for run in case.alone(who) if any(who in f.actors for f in run.unmet)]
        own, code = own_lines(case, who), case.code(who)
        found = [
            code.line(file, node.lineno)
            for file, tree in code.trees()[:1]
            for node in (ast.walk(tree) if tree is not None else ())
            if isinstance(node, ast.Expr) and node.lineno in own and _is_task(node.value)
        ]
        crossed = all({"must", "never"} <= {f.mood for f in run.unmet} for run in runs)
        if len(found) == 1 and crossed and len(runs) < len(case.alone(who)):
            yield from case.diagnosis(
                "left-to-a-task",
                short,
                "What sends is left to a task that nobody awaits, and another message has been "
                "received by then",
                found[0],
                do="With await before it, it is done before your function returns.",
            )


def left_to_a_thread(case: Case) -> Iterator[Diagnosis]:
    """What sends on is started as a thread, or by a timer, and nobody waits for that.

    Only a server has several to send to.  Where nothing comes meanwhile, all is sent on.
    """
    for who, short in undone(case):
        own, code = own_lines(case, who), case.code(who)
        found = found_in(case, who, _started)
        whole = [run for run in case.alone(who) if not any(who in f.actors for f in run.unmet)]
        directly = any(place.line in own for place in code.sends())
        if len(found) == 1 and whole and who in case.listeners and not directly:
            place, what = found[0]
            yield from case.diagnosis(
                "left-to-a-thread",
                short,
                f"What sends is left to a {what.lower()} that nobody waits for, and another "
                "message has been received by then",
                place,
                do="Called as it is, without one, it is done before your function returns.",
            )


def _started(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    """Where a thread of what sends is made and started at once."""
    for node in ast.walk(tree) if tree is not None else ():
        match node:
            case ast.Expr(ast.Call(func=ast.Attribute(value=ast.Call() as made, attr="start"))):
                what = getattr(made.func, "attr", getattr(made.func, "id", ""))
                given = [*made.args, *(each.value for each in made.keywords)]
                sends = any(
                    isinstance(each, ast.Attribute | ast.Name) and SENDING.search(ast.unparse(each))
                    for each in given
                )
                if what in _THREADS and sends:
                    yield node.lineno, what


def lazy(case: Case) -> Iterator[Diagnosis]:
    """A statement is but a ``map()`` of what sends, or a generator: nobody asks for its values."""
    for who, short in undone(case):
        found = found_in(case, who, _lazy)
        if len(found) == 1:
            place, what = found[0]
            yield from case.diagnosis(
                "lazy",
                short,
                f"{what} alone sends nothing: it waits until somebody asks for what comes of it",
                place,
                do="For one message a plain call is enough; for several, a for loop.",
            )


def never_released(case: Case) -> Iterator[Diagnosis]:
    """A lock is taken, and on some way, or on all, the function is left without giving it back."""
    for who, short in undone(case):
        own, code = own_lines(case, who), case.code(who)
        for file, tree in code.trees()[:1]:
            function = around(tree, own)
            taken = [each for each in _locks(function, "acquire") if each.lineno in own]
            given = _locks(function, "release")
            if not taken or function is None or _gives_back_elsewhere(function, given):
                continue
            leaves = [n for n in _holding(function.body) if n.lineno > taken[0].lineno]
            if leaves or not given:
                line = leaves[0].lineno if given else taken[0].lineno
                yield from case.diagnosis(
                    "never-released",
                    [f for f in short if f.mood == "must" and not f.events],  # nothing came at all
                    "Your function is left while it still holds the lock, and the next one waits "
                    "for that for ever",
                    code.line(file, line),
                    do="On each way out there has to be a release(). With the lock in a with "
                    "(or async with), Python sees to that.",
                )


def around(tree: ast.Module | None, own: set[int]) -> _FUNCTIONS | None:
    """The given function in which a student's lines stand."""
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, _FUNCTIONS) and node.lineno not in own and own & lines_of([node]):
            return node
    return None


def _locks(function: _FUNCTIONS | None, what: str) -> list[ast.Call]:
    return [
        node
        for node in (ast.walk(function) if function is not None else ())
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == what
        if not node.args and not node.keywords  # else it may wait for a while only
    ]


def _gives_back_elsewhere(function: _FUNCTIONS, given: list[ast.Call]) -> bool:
    """Whether a lock is given back in a finally, or in a function within."""
    lines: set[int] = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Try):
            lines |= lines_of(node.finalbody)
        elif isinstance(node, _FUNCTIONS) and node is not function:
            lines |= lines_of(node.body)
    return any(call.lineno in lines for call in given)


def _holding(block: list[ast.stmt], *, free: bool = False) -> Iterator[ast.Return]:
    """The returns of a block before which, in it or around it, nothing is given back."""
    for each in block:
        if isinstance(each, ast.Return) and not free:
            yield each
        for name in ("body", "orelse", "handlers", "finalbody"):
            inner = getattr(each, name, [])
            if not isinstance(each, _FUNCTIONS) and isinstance(inner, list):
                yield from _holding(inner, free=free)
        plain = isinstance(each, ast.Expr)
        free = free or (plain and ".release()" in ast.unparse(each))


def generator(case: Case) -> Iterator[Diagnosis]:
    """With ``yield`` in it, the function that the given program calls does nothing when called."""
    for who in case.students():
        own = own_lines(case, who) if case.is_kit(who) else set()
        places = [place for place, _ in found_in(case, who, partial(_yields, own))]
        if places:
            yield from case.diagnosis(
                "generator",
                case.unmet_beside(who),
                "With yield in it your function is a generator: to call it does nothing at all",
                places[0],
                do="yield is for functions that others take values from, one by one. Here "
                "something is to be done: await it, or call it, without yield.",
            )


def _yields(own: set[int], tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    """The ``yield`` of a function that is given, not of one that a student's lines define."""
    for function in ast.walk(tree) if tree is not None else ():
        if isinstance(function, _FUNCTIONS) and function.lineno not in own:
            inner = {
                each
                for nested in ast.walk(function)
                if isinstance(nested, ast.Lambda | _FUNCTIONS) and nested is not function
                for each in ast.walk(nested)
            }
            for node in ast.walk(function):
                if isinstance(node, ast.Yield | ast.YieldFrom) and node not in inner:
                    yield node.lineno, ""


def _lazy(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    nodes = list(ast.walk(tree)) if tree is not None else []
    generators = {
        each.name
        for each in nodes
        if isinstance(each, _FUNCTIONS) and any(SENDING.search(ast.unparse(s)) for s in each.body)
        if any(isinstance(inner, ast.Yield | ast.YieldFrom) for inner in ast.walk(each))
    }
    for node in nodes:
        if isinstance(node, ast.Expr) and (what := _lazily_sends(node.value, generators)):
            yield node.lineno, what


def _lazily_sends(value: ast.expr, generators: set[str]) -> str:
    match value:
        case ast.Call(func=ast.Name(id=name)) if name in generators:
            return f"{name}(), a generator,"
        case ast.Call(func=ast.Name(id="map"), args=[sends, *_]):
            return "map()" if SENDING.search(ast.unparse(sends)) else ""
        case ast.GeneratorExp(elt=elt):
            return "A generator" if SENDING.search(ast.unparse(elt)) else ""
    return ""


def cancelled(case: Case) -> Iterator[Diagnosis]:
    """What sends is given to a task, and the task is cancelled."""
    for who, short in undone(case):
        own, code = own_lines(case, who), case.code(who)
        for file, tree in code.trees()[:1]:
            nodes = list(ast.walk(tree)) if tree is not None else []
            tasks = {
                target.id
                for node in nodes
                if isinstance(node, ast.Assign) and _is_task(node.value)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            ends = [node for node in nodes if _cancels(node, tasks) and node.lineno in own]
            if len(ends) == 1:
                yield from case.diagnosis(
                    "cancelled",
                    short,
                    "The task that should send is cancelled, and does nothing more",
                    code.line(file, ends[0].lineno),
                    do="With await before the call that sends, no task is needed.",
                )


def _cancels(node: ast.AST, tasks: set[str]) -> TypeGuard[ast.Call]:
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=name), attr="cancel")):
            return name in tasks
    return False


def _is_task(value: ast.expr) -> bool:
    """Whether a task is made of something that sends."""
    return (
        isinstance(value, ast.Call)
        and getattr(value.func, "attr", getattr(value.func, "id", "")) in _TASKS
        and any(
            isinstance(each, ast.Call) and SENDING.search(ast.unparse(each.func))
            for each in value.args
        )
    )


def undone(case: Case) -> Iterator[tuple[str, list[Finding]]]:
    """The roles of which a student writes regions, each with what it did not do."""
    for who in case.students():
        if case.is_kit(who) and not any(run.failed(who) for run in case.alone(who)):
            yield who, case.unmet_by(who)


def _left(case: Case, who: str) -> Iterator[tuple[Place, set[int]]]:
    """Where a block of the student's is left for certain, and the lines of it behind that."""
    own, code = own_lines(case, who), case.code(who)
    for file, tree in code.trees()[:1]:
        for node in ast.walk(tree) if tree is not None else ():
            for name in ("body", "orelse", "finalbody"):
                block = getattr(node, name, [])
                for at, statement in enumerate(block if isinstance(block, list) else ()):
                    if isinstance(statement, _LEAVES) and statement.lineno in own:
                        yield code.line(file, statement.lineno), lines_of(block[at + 1 :])
                        break


def lines_of(block: list[ast.stmt]) -> set[int]:
    """The numbers of the lines of statements, and of what stands in them."""
    return {n for each in block for n in range(each.lineno, (each.end_lineno or 0) + 1)}


def _quoted(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    """The texts in calls that are spelt as a parameter of the function around them."""
    for function in ast.walk(tree) if tree is not None else ():
        if not isinstance(function, _FUNCTIONS):
            continue
        names = {each.arg for each in function.args.args}
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and _is_given(call.func, names):
                for each in call.args:
                    if isinstance(each, ast.Constant) and each.value in names:
                        yield each.lineno, str(each.value)


def _is_given(function: ast.expr, names: set[str]) -> bool:
    """Whether a function sends, or is one of what the function around it was called with."""
    owner = getattr(function, "value", None)
    return bool(SENDING.search(ast.unparse(function))) or getattr(owner, "id", "") in names
