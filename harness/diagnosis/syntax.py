"""What stands in a Python file, by its syntax tree: calls, comparisons, conditions."""

import ast
import re
import warnings
from collections.abc import Iterator

RECEIVE_CALLS = ("recv", "recvfrom", "recv_into", "sock_recv")
_MOST = 2**18  # characters of a file
# Python's parser takes hours over one name of that kind
_CHAIN = re.compile(r"(?:\.[\s\\]*\w+[\s\\]*)+")
_LONGEST = 2_000  # parts of a name, a.b.c
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_LOOPS = (ast.For, ast.While, ast.AsyncFor)


def calls_of(
    node: ast.AST, function: str, loops: tuple[int, ...]
) -> Iterator[tuple[str, int, str, tuple[int, ...]]]:
    """The calls below a node: name, line, the function around them, the lines of their loops."""
    for child in ast.iter_child_nodes(node):
        inner, round_ = function, loops
        if isinstance(child, _FUNCTIONS):
            inner, round_ = getattr(child, "name", "lambda"), ()
        elif isinstance(child, _LOOPS):
            round_ = (*loops, child.lineno)
        yield from calls_of(child, inner, round_)
        if isinstance(child, ast.Call):
            name = getattr(child.func, "attr", getattr(child.func, "id", ""))
            end = getattr(child.func, "end_lineno", None) or child.lineno
            yield name, end, function, loops


def calls_by_line(text: str) -> Iterator[tuple[str, int, str, tuple[int, ...]]]:
    """The calls of a file that this Python cannot parse, told as ``calls_of`` does; no loops."""
    function = ""
    for number, row in enumerate(text.split("\n"), 1):
        code = row.partition("#")[0]
        defined = re.match(r"\s*def\s+(\w+)", code)
        if defined:
            function = defined[1]
        elif re.match(r"\S", code):
            function = ""
        for found in re.finditer(r"(\w+)\s*\(", code):
            yield found[1], number, function, ()


def text_with_number(tree: ast.Module) -> Iterator[int]:
    """The lines that compare a name which is only ever given by input() with a number."""
    given: dict[str, list[bool]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            given.setdefault(node.id, [])
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            target, call = node.targets[0], node.value
            if isinstance(target, ast.Name):
                asks = isinstance(call, ast.Call) and getattr(call.func, "id", "") == "input"
                given.setdefault(target.id, []).append(asks)
    stores = [
        n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    ]
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and isinstance(node.left, ast.Name):
            name, other = node.left.id, node.comparators[0]
            number = isinstance(other, ast.Constant) and type(other.value) is int
            known = given.get(name, [])
            if number and known and all(known) and stores.count(name) == len(known):
                yield node.lineno


def conditions(node: ast.AST) -> list[ast.expr]:
    """What is taken for true or false there."""
    if isinstance(node, ast.BoolOp):
        return node.values
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return [node.operand]
    return [node.test] if isinstance(node, ast.If | ast.While | ast.IfExp) else []


def lookups(tree: ast.Module | None) -> Iterator[int]:
    """The lines that use a name which is given by a receive as a key, or compare it.

    What is put into a list or a dictionary as it came is compared there as well.
    """
    if tree is None:
        return
    received = {
        node.targets[0].id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        for call in ast.walk(node.value)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in RECEIVE_CALLS
    }
    kept = {*_filled(tree, received)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            key = node.slice
            if isinstance(key, ast.Name) and key.id in received:
                yield node.lineno
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
            sides = (node.left, node.comparators[0])
            texts = [side for side in sides if isinstance(side, ast.Name) and side.id in received]
            fixed = any(isinstance(side, ast.Constant) for side in sides)
            if (texts and not fixed) or all(_owner(side) in kept for side in sides):
                yield node.lineno


def _filled(tree: ast.Module, received: set[str]) -> Iterator[str]:
    """The lists and dictionaries into which a received text is put, and that by itself."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name):
            if node.value.id in received:
                yield from filter(None, map(_owner, node.targets))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            names = {each.id for each in node.args if isinstance(each, ast.Name)}
            if node.func.attr == "append" and names & received:
                yield ast.unparse(node.func.value)


def _owner(node: ast.expr) -> str:
    """The list or dictionary of which something is an element."""
    return ast.unparse(node.value) if isinstance(node, ast.Subscript) else ""


def parsed(text: str) -> ast.Module | None:
    """The tree of a file; None if this Python cannot read it, or not in a reasonable time."""
    if len(text) > _MOST or any(one[0].count(".") > _LONGEST for one in _CHAIN.finditer(text)):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what Python thinks of it is nobody's concern here
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def plain(value: object) -> str:
    """A text or bytes as text; '' for anything else."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return value if isinstance(value, str) else ""
