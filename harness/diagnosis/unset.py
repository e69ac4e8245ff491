"""Names that the file does give a value, and that have none yet where an error tells of them.

Nothing defines a misspelt name. One that is defined in a branch that was not taken, or further
down, or in another function, is another matter, and to say that nothing defines it is untrue.
"""

import ast
import re
from collections.abc import Collection, Iterator

from harness.diagnosis.code import Code, Place
from harness.diagnosis.shapes import FUNCTIONS, within
from harness.diagnosis.tracebacks import Trace

_MISSED = re.compile(r"^(?:global )?name '(\w+)' is not defined")
_LOCAL = re.compile(r"local variable '(\w+)'")
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.Lambda)
_WHICH = "Is that further down, or in a branch that was not taken, or in a function not yet called?"
_OWN = (
    "What a function takes or assigns to is its own. It can return it, and others can be given it."
)
_WAYS = "Which ways lead to this line, and does it get a value on each of them?"


def no_value_yet(
    code: Code, trace: Trace, at: Place, own: Collection[int] | None = None
) -> tuple[str, str]:
    """Where a missed name would get its value, and what to ask oneself; empty if nowhere.

    ``own``: the lines that are a student's, where not all of them are.
    """
    tree = next((tree for file, tree in code.trees() if file == at.file), None)
    missed = _MISSED.match(trace.message) if trace.kind == "NameError" else None
    if missed and tree is not None and missed[1] not in _taken_away(tree):
        name = missed[1]
        everywhere = {line for each, line in _of_all(tree) if each == name}
        if lines := sorted(line for line in everywhere if own is None or line in own):
            return f"{name} has no value yet: line {lines[0]} would give it one", _WHICH
        inside = {line for each, line in _of_functions(tree) if each == name}
        if lines := sorted(inside) if own is None else []:
            says = (
                f"{name} is a function's own, from line {lines[0]}, and nothing here has that name"
            )
            return says, _OWN
    local = _LOCAL.search(trace.message) if trace.kind == "UnboundLocalError" else None
    local = local if own is None else None
    if local and tree is not None and local[1] not in {each for each, _ in _of_all(tree)}:
        says = f"A function uses a variable of its own before it has a value: {local[1]}"
        return says, _WAYS
    return "", ""


def counted_up(tree: ast.Module | None) -> dict[int, str]:
    """The lines in which a function first uses a name of its own that it only ever adds to.

    With ``n += 1`` the name is the function's own, and no line gives it a first value.
    """
    found: dict[int, str] = {}
    for function in ast.walk(tree) if tree is not None else ():
        if not isinstance(function, FUNCTIONS):
            continue
        nodes = [*within(function)]
        told = {each for n in nodes if isinstance(n, ast.Global | ast.Nonlocal) for each in n.names}
        told |= {n.arg for n in ast.walk(function.args) if isinstance(n, ast.arg)}
        adds = [n.target for n in nodes if isinstance(n, ast.AugAssign)]
        names = [n for n in nodes if isinstance(n, ast.Name)]
        bound = [*_bound(function.body)]
        for name in {n.id for n in adds if isinstance(n, ast.Name)} - told:
            stored = sum(each == name for each, _ in bound)
            if stored == sum(getattr(n, "id", "") == name for n in adds):
                found[min(n.lineno for n in names if n.id == name)] = name
    return found


def _taken_away(tree: ast.Module) -> set[str]:
    """The names that had a value before ``del``, which may be why they have none."""
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    return {node.id for node in nodes if isinstance(node.ctx, ast.Del)}


def _of_all(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The names that every function sees, and the lines in which they get a value."""
    yield from _bound(tree.body)
    for function in ast.walk(tree):
        if isinstance(function, FUNCTIONS):
            shared = {
                name
                for node in ast.walk(function)
                if isinstance(node, ast.Global)
                for name in node.names
            }
            yield from (each for each in _bound(function.body) if each[0] in shared)


def _of_functions(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The names that functions have of their own."""
    for function in ast.walk(tree):
        if isinstance(function, FUNCTIONS):
            arguments = [n for n in ast.walk(function.args) if isinstance(n, ast.arg)]
            yield from ((each.arg, each.lineno) for each in arguments)
            yield from _bound(function.body)


def _bound(body: list[ast.stmt]) -> Iterator[tuple[str, int]]:
    """The names that some lines give a value, but for those in functions and classes among them."""
    waiting: list[ast.AST] = [*body]
    for node in waiting:
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name, node.lineno
            case ast.alias(name=name, asname=other):
                yield other or name.partition(".")[0], node.lineno
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            yield node.name, node.lineno
        elif not isinstance(node, _COMPREHENSIONS):
            waiting += ast.iter_child_nodes(node)
