"""Lines of a student's code that are known by where they stand: no other can have been come to.

As with all places: where two could be meant, none is told.
"""

import ast
from collections.abc import Iterator

from harness.diagnosis.branches import condition_of
from harness.diagnosis.code import SEND_CALLS, Code, Place, known
from harness.diagnosis.syntax import RECEIVE_CALLS

_SHOWS = frozenset({"print", "write", "insert", "append", "put", "info", "debug"})
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Module)


def last_receive(code: Code) -> Place:
    """The only receive in a loop, where all others stand above it, in no loop, beside it."""
    found = code.receives()
    last = found[-1] if found else None
    if last is None or not last.loops or any(one.loops for one in found[:-1]):
        return Place()
    alike = {(one.function, one.place.file) for one in found}
    return last.place if len(alike) == 1 else Place()


def surely_first(code: Code, *names: str) -> Place:
    """The first call of these names, where a program that came to its end has come to it."""
    calls, trees = code.calls(*names), code.trees()
    if not calls or len(trees) != 1 or code.calls("exit", "_exit", "quit"):
        return Place()
    (_, tree), first = trees[0], calls[0].place
    statements = tree.body if tree is not None else []
    alone = any(isinstance(each, ast.Expr) and each.lineno == first.line for each in statements)
    return first if alone else Place()


def first_accept(code: Code) -> Place:
    """Where a program waits for its first client: the first accept(), if one function has all."""
    calls = code.calls("accept")
    return calls[0].place if len({(c.place.file, c.function) for c in calls}) == 1 else Place()


def wakes_who_answers(code: Code) -> Place:
    """What has to be true for the one set() by which the one wait() before all answers ends."""
    waits, sets = code.calls("wait"), code.calls("set")
    if len(waits) != 1 or len(sets) != 1 or waits[0].loops:
        return Place()
    event = waits[0].place.code.removesuffix(".wait()")
    if sets[0].place.code != f"{event}.set()":
        return Place()
    (wait,), sends = waits, code.calls(*SEND_CALLS)
    alike = {(call.place.file, call.function) for call in (wait, *sends)}
    if len(alike) != 1 or not any(call.place.line > wait.place.line for call in sends):
        return Place()
    return known(condition_of(code, sets[0].place), sets[0].place)


def asking(code: Code) -> Place:
    """The loop in which the only question is asked; the question itself where there is no loop."""
    calls = code.calls("input", "raw_input")
    if len(calls) != 1:
        return Place()
    (call,) = calls
    return code.line(call.place.file, call.loops[-1]) if call.loops else call.place


def unshown(code: Code) -> Place:
    """The one receive of which nothing is made that could be shown."""
    found = {code.line(file, line) for file, tree in code.trees() for line in _unshown(tree)}
    return found.pop() if len(found) == 1 else Place()


def _unshown(tree: ast.Module | None) -> Iterator[int]:
    for scope in ast.walk(tree) if tree is not None else ():
        if not isinstance(scope, _SCOPES):
            continue
        own = list(_own(scope))
        for node in own:
            if isinstance(node, ast.Expr) and _receives(node.value):
                yield node.lineno
            elif isinstance(node, ast.Assign) and _receives(node.value):
                names = {each.id for each in node.targets if isinstance(each, ast.Name)}
                if len(names) == len(node.targets) and not _goes_on(own, names):
                    yield node.lineno


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """What is below a function or a file, without the functions in it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, _SCOPES):
            yield child
            yield from _own(child)


def _receives(value: ast.expr) -> bool:
    calls = (node for node in ast.walk(value) if isinstance(node, ast.Call))
    names = {getattr(call.func, "attr", getattr(call.func, "id", "")) for call in calls}
    return bool(names & {*RECEIVE_CALLS}) and not names & _SHOWS


def _goes_on(own: list[ast.AST], names: set[str]) -> bool:
    """Whether one of ``names`` is used but to ask whether it is something."""
    tests = {
        id(each)
        for node in own
        if isinstance(node, ast.If | ast.While)
        for each in ast.walk(node.test)
    }
    return any(
        isinstance(node, ast.Name)
        and node.id in names
        and isinstance(node.ctx, ast.Load)
        and id(node) not in tests
        for node in own
    )
