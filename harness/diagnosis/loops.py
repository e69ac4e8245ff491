"""Loops that do not go over what they seem to: over what was gone over before, or past their own.

A generator, and what zip() or map() returns, gives each of its elements once.  And a loop whose
body never uses its variable does the same thing again, to whatever another name stands for.
"""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.code import SEND_CALLS, Code, Place
from harness.diagnosis.shapes import name_of

USED_UP = "{0} can be gone through once only, and that was done before: this loop finds nothing"
NOT_YET = "This line does nothing yet: it waits until something goes over what comes of it"
LEFT = "{0} stands in the loop, and leaves it in its first round"
MAKE_A_LIST = "Which of Python's containers keeps its elements, however often a loop goes over it?"
_ONCE = frozenset({"zip", "map", "filter", "enumerate", "reversed", "iter"})
_INNER = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda


def used_up(code: Code, *calls: str) -> tuple[str, Place]:
    """What a loop goes over for the second time, which makes one of these calls, and where."""
    found = {
        (made, code.line(file, loop.lineno))
        for file, tree in code.trees()
        for made, loop in (_again(tree) if tree is not None else ())
        if {name_of(each) for each in ast.walk(loop) if isinstance(each, ast.Call)} & {*calls}
    }
    return found.pop() if len(found) == 1 else ("", Place())


def _again(tree: ast.Module) -> Iterator[tuple[str, ast.For]]:
    """The loops over what a loop before them, in the same block, has gone over to its end."""
    for block in _blocks(tree):
        once: dict[str, str] = {}
        over: set[str] = set()
        for statement in block:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    over.discard(name)
                    once.pop(name, None)
                    if made := _once(value):
                        once[name] = made
                case ast.For(iter=ast.Name(id=name), orelse=[]) if name in once:
                    if name in over:
                        yield once[name], statement
                    elif not any(
                        isinstance(n, ast.Break | ast.Return) for n in ast.walk(statement)
                    ):
                        over.add(name)


def _once(value: ast.expr) -> str:
    """What a value is that gives its elements once; '' if it is none."""
    if isinstance(value, ast.GeneratorExp):
        return "A generator (in round brackets)"
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in _ONCE:
        return f"What {value.func.id}() returns"
    return ""


def _blocks(tree: ast.Module) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                yield block


def never_gone_over(code: Code, call: str) -> Place:
    """The one statement that is but a map() or a generator with such a call, which does nothing."""
    found = {
        code.line(file, node.lineno)
        for file, node in code.nodes()
        if isinstance(node, ast.Expr)
        if isinstance(node.value, ast.GeneratorExp)
        or (isinstance(node.value, ast.Call) and name_of(node.value) == "map")
        if re.search(rf"\b{call}\b", ast.unparse(node))
    }
    return found.pop() if len(found) == 1 else Place()


def left_at_once(code: Code, *calls: str) -> tuple[str, Place]:
    """The one loop with one of these calls that is left in its first round: by what, and where.

    With none of them given: the one that is left with what a call in it returns.
    """
    found = {
        (type(leaves).__name__.lower(), code.line(file, leaves.lineno))
        for file, loop in code.nodes()
        if isinstance(loop, ast.For)
        for leaves in loop.body
        if isinstance(leaves, ast.Return | ast.Break)
        if {name_of(n) for n in ast.walk(loop) if isinstance(n, ast.Call)} & {*calls}
        or (not calls and isinstance(getattr(leaves, "value", None), ast.Call))
    }
    return found.pop() if len(found) == 1 else ("", Place())


def past_its_variable(code: Code) -> tuple[str, str, Place]:
    """The one loop that sends, and not to its variable: that, to what it sends, and where."""
    found = {
        (loop.target.id, to, code.line(file, line))
        for file, loop in code.nodes()
        if isinstance(loop, ast.For) and isinstance(loop.target, ast.Name)
        for to, line in _sent_past(loop, loop.target.id)
    }
    return found.pop() if len(found) == 1 else ("", "", Place())


def _sent_past(loop: ast.For, variable: str) -> Iterator[tuple[str, int]]:
    nodes = [node for statement in loop.body for node in ast.walk(statement)]
    names = [node for node in nodes if isinstance(node, ast.Name)]
    meant = variable.startswith("_")  # so it is not to be used
    if (
        meant
        or variable in {n.id for n in names}
        or any(isinstance(node, _INNER) for node in nodes)
    ):
        return
    given = {n.id for n in names if isinstance(n.ctx, ast.Store)}
    for node in nodes:
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=to), attr=verb)) if (
                verb in SEND_CALLS
            ):
                if to not in given:
                    yield to, node.lineno
