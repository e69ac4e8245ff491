"""Names that nothing in a file gives a meaning, so that whoever comes to them makes an error.

A file in which names may come from elsewhere, by a module of a hand-in of which all is imported, by
exec() or the like, has none that are known.
"""

import ast
import builtins
from importlib import import_module

from harness.diagnosis.shapes import FUNCTIONS

_ANYWHERE = frozenset({"exec", "eval", "globals", "locals", "vars", "__import__"})
_OF_PYTHON_2 = frozenset(
    ["raw_input", "unicode", "xrange", "unichr", "long", "basestring", "reduce", "file", "cmp"]
)
_IMPORTED = frozenset({
    "os", "queue", "random", "select", "socket", "struct", "sys", "threading", "time",
})  # fmt: skip
_OF_A_MODULE = frozenset(["__file__", "__name__", "__doc__", "__spec__", "__builtins__"])


def brought_by(module: str | None) -> set[str]:
    """The names of a module of Python's, looked up and no more; none of one that is not usual."""
    return {*dir(import_module(module))} if module in _IMPORTED else set()


def undefined(tree: ast.Module | None) -> dict[int, str]:
    """The lines with such a name, and the name."""
    nodes = list(ast.walk(tree)) if tree is not None else []
    known = {*dir(builtins), *_OF_PYTHON_2, *_OF_A_MODULE}
    for node in nodes:
        match node:
            case ast.ImportFrom(module=module, names=[ast.alias(name="*")]):
                brought = brought_by(module)
                if not brought:
                    return {}
                known |= brought
            case ast.alias(name=name, asname=other):
                known.add(other or name.partition(".")[0])
            case _:
                known |= _given(node)
    if _ANYWHERE & {n.id for n in nodes if isinstance(n, ast.Name)}:
        return {}
    return {
        node.lineno: node.id
        for node in nodes
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id not in known
    }


def _given(node: ast.AST) -> set[str]:
    """The names that a node gives a meaning."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            return {name}
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
            return {name}
        case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
            return {name}
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            return {*names}
    return {node.name} if isinstance(node, (*FUNCTIONS, ast.ClassDef)) else set()
