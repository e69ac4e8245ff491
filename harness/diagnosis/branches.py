"""Where the way through a student's code forks, goes round, or is left."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from harness.diagnosis.code import Code, Place

_EMPTY = ("is None", "== None", "== ''", "== b''", "== ()", "== []", "== 0", "== -1")


def ifs(code: Code) -> list[Place]:
    """The conditions, one for each ``if`` and ``elif``."""
    return [code.line(file, node.lineno) for file, node in _conditions(code)]


def memberships(code: Code) -> list[Place]:
    """The conditions that ask whether something is in something else."""
    return [
        code.line(file, node.lineno)
        for file, node in _conditions(code)
        if isinstance(node.test, ast.Compare) and isinstance(node.test.ops[0], ast.In | ast.NotIn)
    ]


def condition_of(code: Code, place: Place) -> Place:
    """The innermost condition in whose block a line stands."""
    around = [
        code.line(file, node.lineno)
        for file, node in _conditions(code)
        if file == place.file
        if node.body[0].lineno <= place.line <= (node.body[-1].end_lineno or 0)
    ]
    return max(around, key=lambda each: each.line, default=Place())


def loop_around(code: Code, place: Place) -> Place:
    """The innermost loop in whose block a line stands."""
    around = [
        code.line(file, node.lineno)
        for file, node in _nodes(code)
        if isinstance(node, ast.While | ast.For | ast.AsyncFor) and file == place.file
        if node.body[0].lineno <= place.line <= (node.body[-1].end_lineno or 0)
    ]
    return max(around, key=lambda each: each.line, default=Place())


def looks_only(code: Code, place: Place) -> Place:
    """The loop of a line that does nothing but wait until its condition changes by itself."""
    for file, node in _nodes(code):
        if not isinstance(node, ast.While) or file != place.file:
            continue
        if not node.lineno <= place.line <= (node.end_lineno or 0):
            continue
        asks = {name for each in ast.walk(node.test) if (name := _named(each))}
        idle = all(isinstance(each, ast.Pass | ast.Continue) or _sleeps(each) for each in node.body)
        if idle and asks and not any(_TIME.search(name) for name in asks):
            return code.line(file, node.lineno)
    return Place()


_TIME = re.compile(r"time|clock|monotonic|now|perf_counter")


def _named(node: ast.AST) -> str:
    return str(getattr(node, "id", getattr(node, "attr", "")))


def _sleeps(statement: ast.stmt) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(call, ast.Call) and _named(call.func) in {"sleep", "print"}


def leaves_holding(code: Code, taken: Place, lock: str) -> list[Place]:
    """Where the function that takes a lock by a call is left while it holds it.

    None, where a line below the call may be come to more than once, or a finally is on the way.
    """
    for file, function in _nodes(code):
        if not isinstance(function, ast.FunctionDef) or file != taken.file:
            continue
        if not function.lineno < taken.line <= (function.end_lineno or 0):
            continue
        inner = [node for node in ast.walk(function) if isinstance(node, _ROUND)]
        if not any(node is not function for node in inner):
            after = [n for n in _unreleased(function.body, lock) if n.lineno > taken.line]
            return [code.line(file, node.lineno) for node in after]
    return []


_ROUND = (ast.While, ast.For, ast.Try, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def _unreleased(block: list[ast.stmt], lock: str, *, free: bool = False) -> Iterator[ast.Return]:
    """The returns of a block before which, in it or around it, the lock is not given back."""
    for each in block:
        if isinstance(each, ast.Return) and not free:
            yield each
        for name in ("body", "orelse"):
            yield from _unreleased(getattr(each, name, []), lock, free=free)
        free = free or ast.unparse(each) == f"{lock}.release()"


def loops(code: Code) -> list[Place]:
    """The while loops."""
    return [
        code.line(file, node.lineno) for file, node in _nodes(code) if isinstance(node, ast.While)
    ]


def unchanged(code: Code, place: Place) -> str:
    """The parameter whose comparison keeps the loop of a line going, if it stays what it is.

    What it is compared with is a text, a number or a name in a type: it stays, too.
    """
    for file, function in _nodes(code):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or file != place.file:
            continue
        given = {each.arg for each in function.args.args}
        for loop in ast.walk(function):
            if not isinstance(loop, ast.While) or loop.lineno != place.line:
                continue
            match loop.test:
                case ast.Compare(
                    left=ast.Name(id=name), comparators=[ast.Constant() | ast.Attribute()]
                ) if name in given and not _gives(loop, name):
                    return name
    return ""


def _gives(loop: ast.While, name: str) -> bool:
    """Whether something in a loop may give a name another value."""
    return any(
        isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load)
        for node in ast.walk(loop)
    )


def leaving(code: Code) -> list[Place]:
    """Where a function or a loop is left."""
    kinds = ast.Return | ast.Raise | ast.Break | ast.Continue
    return [code.line(file, node.lineno) for file, node in _nodes(code) if isinstance(node, kinds)]


def returns(code: Code) -> list[Place]:
    """Where a function returns something."""
    return [
        code.line(file, node.lineno)
        for file, node in _nodes(code)
        if isinstance(node, ast.Return) and node.value is not None
    ]


def idle(code: Code) -> list[Place]:
    """The statements that are but a value of something, and do nothing."""
    return [
        code.line(file, node.lineno)
        for file, node in _nodes(code)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Attribute | ast.Compare)
    ]


def _conditions(code: Code) -> Iterator[tuple[str, ast.If]]:
    for file, node in _nodes(code):
        if isinstance(node, ast.If):
            yield file, node


def _nodes(code: Code) -> Iterator[tuple[str, ast.AST]]:
    for file, tree in code.trees():
        for node in ast.walk(tree) if tree is not None else ():
            yield file, node


def both_taken(code: Code) -> Place:
    """The one ``if`` that comes true right after the one above it, for the same message.

    Both ask whether something is empty yet, and fill it with the same.
    """
    found = {
        code.line(file, second.lineno)
        for file, node in code.nodes()
        for block in (getattr(node, "body", None), getattr(node, "orelse", None))
        if isinstance(block, list)
        for first, second in pairwise(block)
        if _fills(first)[1] == _fills(second)[1] != ""
        if _fills(first)[0] != _fills(second)[0]
    }
    return found.pop() if len(found) == 1 else Place()


def _fills(statement: ast.stmt) -> tuple[str, str]:
    """What an ``if`` fills where it is empty, and with what; only if it does nothing else."""
    match statement:
        case ast.If(test=test, body=[ast.Assign(targets=[to], value=value)], orelse=[]):
            name = ast.unparse(to)
            empty = {f"{name} {how}" for how in _EMPTY}
            if ast.unparse(test) in {*empty, f"not {name}"}:
                return name, ast.unparse(value)
    return "", ""
