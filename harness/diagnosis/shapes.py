"""Ways in which calls of a function follow one another that name what went wrong, by themselves.

None of them is a mistake alone: a rule that has seen what happened looks here for where.
"""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.syntax import RECEIVE as CALLS

SEND = re.compile("send|forward|write|relay|broadcast", re.IGNORECASE)
RECEIVE = re.compile("receive|recv|readline", re.IGNORECASE)
_NOTES = frozenset({"append", "appendleft", "insert", "put", "put_nowait"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def noted_late(tree: ast.Module | None) -> Iterator[int]:
    """Where a function that receives notes something only after a ``wait()``, and not before."""
    for function in _functions(tree):
        received = waited = False
        for call in _calls(function):
            name = getattr(call.func, "attr", "")
            if name in CALLS:
                received, waited = True, False
            elif name == "wait":
                waited = received
            elif name in _NOTES and received:
                if waited:
                    yield call.lineno
                received = False


def sent_back(tree: ast.Module | None) -> Iterator[int]:
    """Where a function sends on the very connection on which it receives."""
    for function in _functions(tree):
        calls = [call for call in _calls(function) if isinstance(call.func, ast.Attribute)]
        own = {_owner(call) for call in calls if _name(call) in CALLS}
        for call in calls:
            if SEND.search(_name(call)) and _owner(call) in own:
                yield call.lineno


def repeated(tree: ast.Module | None) -> Iterator[int]:
    """Where something is sent that was sent before by an equal call, or condition, of the block."""
    for node in ast.walk(tree) if tree is not None else ():
        for block in (getattr(node, name, []) for name in ("body", "orelse", "finalbody")):
            sent: set[str] = set()
            for statement in block if isinstance(block, list) else ():
                said = _sending(statement)
                if said & sent:
                    yield statement.lineno
                sent |= said


def _sending(statement: ast.stmt) -> set[str]:
    """The calls of a statement that send; of one with a block in it, all of it as one."""
    calls = [n for n in ast.walk(statement) if isinstance(n, ast.Call) and SEND.search(_name(n))]
    if calls and hasattr(statement, "body"):
        return {ast.dump(statement)}
    return {ast.dump(call) for call in calls}


def typed_as_text(tree: ast.Module | None) -> Iterator[tuple[int, str, str]]:
    """Where an argument with the type of an imported name is compared with a text: line, names."""
    imported = {
        name.asname or name.name
        for node in (ast.walk(tree) if tree is not None else ())
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    for function in _functions(tree):
        assert isinstance(function, _FUNCTIONS)
        typed = {
            each.arg
            for each in function.args.args
            if isinstance(each.annotation, ast.Name) and each.annotation.id in imported
        }
        for node in ast.walk(function):
            if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name):
                said = getattr(node.comparators[0], "value", None)
                if node.left.id in typed and isinstance(said, str):
                    yield node.lineno, node.left.id, said


def _functions(tree: ast.Module | None) -> Iterator[ast.AST]:
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, _FUNCTIONS):
            yield node


def _calls(function: ast.AST) -> list[ast.Call]:
    """The calls of a function in the order of their lines, those of functions in it left out."""
    found: list[ast.Call] = []
    todo = list(ast.iter_child_nodes(function))
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Call):
            found.append(node)
        if not isinstance(node, (*_FUNCTIONS, ast.Lambda, ast.ClassDef)):
            todo += ast.iter_child_nodes(node)
    return sorted(found, key=lambda call: (call.end_lineno or 0, call.end_col_offset or 0))


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def _owner(call: ast.Call) -> str:
    return ast.dump(call.func.value) if isinstance(call.func, ast.Attribute) else ""
