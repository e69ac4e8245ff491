"""Annotations that only a Python works with that does not evaluate them: 3.14 and above.

Older ones evaluate an annotation when the function or class is made, and end there if it names a
class that comes further down, or nothing at all (``sock: socket.Socket``).  Its author never saw
that who has 3.14, so such a program is no broken one.  Only what is sure to fail counts: a name
that was given a meaning anywhere before may have it.
"""

import ast
import builtins
import importlib
from collections.abc import Iterable, Iterator
from typing import TypeGuard

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_BUILT_IN = frozenset(dir(builtins)) | {"__file__", "__name__", "reveal_type"}
# Whoever makes names by other means is not followed.
_CONJURING = frozenset({"exec", "eval", "globals", "vars", "locals", "setattr", "builtins"})
# What is in these has not changed for long, so that this Python's are everybody's.
_MODULES = frozenset({"socket", "threading", "queue"})
_FUNCTIONS = frozenset({"callable", "any"})  # are functions, which no [] and no | goes with


def unevaluated(tree: ast.Module, nodes: Iterable[ast.AST], modules: frozenset[str]) -> str:
    """What an older Python ends at, in words; empty if there is no such annotation.

    ``nodes``: all of the tree.  ``modules``: the names of the hand-in's own.
    """
    if not any(map(_annotates, nodes)):
        return ""
    names = _Names(tree)
    if names.unknown:
        return ""
    evaluated = list(_evaluated(tree.body, nested=False))
    within = {node for annotation, *_ in evaluated for node in ast.walk(annotation)}
    names.used = {n.id for n in nodes if isinstance(n, ast.Name) and n not in within}
    for annotation, line, nested in evaluated:
        for node in _outside_texts(annotation):
            name = names.missing(node, line, nested) or _unlike(node, names, modules)
            if name:
                return f"the annotation '{name}', which older ones cannot evaluate"
    return ""


def _annotates(node: ast.AST) -> bool:
    if isinstance(node, _DEFINITIONS) and node.returns is not None:
        return True
    return isinstance(node, ast.AnnAssign) or (
        isinstance(node, ast.arg) and node.annotation is not None
    )


class _Names:
    """Where each name of a file gets a meaning for the first time, by its line.

    ``unknown``: that cannot be told, or nothing here is evaluated by any Python.
    """

    def __init__(self, tree: ast.Module) -> None:
        self.unknown = False
        self.top: dict[str, int] = {}  # on the way through the file, in a class or not
        self.anywhere: set[str] = set()
        self.imported: set[str] = set()
        self.used: set[str] = set()  # outside of annotations
        self._walk(tree.body, inner=False)

    def missing(self, node: ast.AST, line: int, nested: bool) -> str:
        """The name that has no meaning in that line; of one that is nested, never has one."""
        if not isinstance(node, ast.Name) or node.id in _BUILT_IN:
            return ""
        if node.id not in self.anywhere:  # if it is used besides, no Python goes on there
            return "" if node.id in self.used else node.id
        return "" if nested or self.top.get(node.id, line) < line else node.id

    def _walk(self, body: Iterable[ast.AST], *, inner: bool) -> None:
        for node in body:
            if _never_runs(node):
                self._walk(node.orelse, inner=inner)
                continue
            for name in self._given(node):
                self.anywhere.add(name)
                # a function's are its own, but for those that it says are the file's
                if not inner or isinstance(node, ast.Global):
                    line = 0 if inner else _known_after(node)
                    self.top[name] = min(line, self.top.get(name, line))
            inside = inner or isinstance(node, (*_DEFINITIONS, ast.Lambda))
            self._walk(ast.iter_child_nodes(node), inner=inside)

    def _given(self, node: ast.AST) -> list[str]:
        match node:
            case ast.Name(ctx=ast.Store(), id=name):
                return [name]
            case ast.Name(id=name) if name in _CONJURING:
                self.unknown = True
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                self.unknown |= bool(getattr(node, "type_params", ()))
                return [node.name]
            case ast.Import():
                found = [each.asname or each.name.partition(".")[0] for each in node.names]
                self.imported |= {each.name for each in node.names if not each.asname}
                return found
            case ast.ImportFrom():
                future = node.module == "__future__"
                named = {each.name for each in node.names}
                self.unknown |= "*" in named or (future and "annotations" in named)
                return [each.asname or each.name for each in node.names]
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                return [name]
            case ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                return [name]
            case ast.Global():
                return node.names
            case _:
                pass
        return []


def _never_runs(node: ast.AST) -> TypeGuard[ast.If]:
    """Whether it holds what only those see who check types."""
    if not isinstance(node, ast.If):
        return False
    test = node.test
    return getattr(test, "attr", getattr(test, "id", "")) == "TYPE_CHECKING"


def _known_after(node: ast.AST) -> int:
    """The line behind which the name is known that a node gives: of a class, that of its end."""
    if isinstance(node, ast.ClassDef):
        return node.end_lineno or node.lineno
    line: int = getattr(node, "lineno", 1)
    return line if isinstance(node, _DEFINITIONS) else line - 1


def _evaluated(body: Iterable[ast.AST], *, nested: bool) -> Iterator[tuple[ast.expr, int, bool]]:
    """Every annotation that older Pythons evaluate, its line, and whether only in a call.

    Not those of variables in a function, nor what somebody tries.
    """
    for node in body:
        if isinstance(node, _DEFINITIONS):
            arguments = node.args
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
            every += [each for each in (arguments.vararg, arguments.kwarg) if each is not None]
            found = [*(each.annotation for each in every), node.returns]
            yield from ((each, node.lineno, nested) for each in found if each is not None)
            yield from _evaluated(node.body, nested=True)
        elif isinstance(node, ast.ClassDef):
            yield from _evaluated(node.body, nested=nested)
        elif isinstance(node, ast.AnnAssign):
            if not nested:
                yield node.annotation, node.lineno, nested
        elif isinstance(node, ast.If | ast.While | ast.For | ast.With) and not _never_runs(node):
            yield from _evaluated([*node.body, *getattr(node, "orelse", ())], nested=nested)


def _outside_texts(annotation: ast.expr) -> Iterator[ast.AST]:
    """The parts of an annotation, which a lambda's or a comprehension's are not."""
    waiting: list[ast.AST] = [annotation]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.GeneratorExp):
            continue
        yield node
        waiting += ast.iter_child_nodes(node)


def _unlike(node: ast.AST, names: _Names, modules: frozenset[str]) -> str:
    """What is no type, and that older Pythons see when they make one of it."""
    match node:
        case ast.Attribute(value=ast.Name(id=module), attr=name):
            librarys = module in _MODULES & names.imported and module not in modules
            if librarys and not hasattr(importlib.import_module(module), name):
                return f"{module}.{name}"
        case ast.Subscript(value=ast.Name(id=name)) if name in _FUNCTIONS - names.anywhere:
            return f"{name}[…]"
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            parts = (left, right)
            texts = [_is_text(each) for each in parts]
            plain = [_is_plain(each, names) for each in parts]
            if any(texts) and all(a or b for a, b in zip(texts, plain, strict=True)):
                return ast.unparse(node)
            functions = [isinstance(each, ast.Name) and each.id in _FUNCTIONS - names.anywhere
                         for each in parts]  # fmt: skip
            if any(functions) and all(a or b for a, b in zip(functions, plain, strict=True)):
                return ast.unparse(node)
        case _:
            pass
    return ""


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _is_plain(node: ast.expr, names: _Names) -> bool:
    """Whether it is None or a class that is built in: such a one takes no text beside it."""
    if isinstance(node, ast.Constant):
        return node.value is None
    named = isinstance(node, ast.Name) and node.id not in names.anywhere
    return named and isinstance(getattr(builtins, getattr(node, "id", ""), None), type)
