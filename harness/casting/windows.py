"""What only a Python on Windows has, in a program that does not start without it.

Whoever works on Windows sees nothing wrong with ``asyncio.WindowsSelectorEventLoopPolicy()``, and
elsewhere the program ends there.  So only what is come to in any case counts: at the top of a file,
below ``if __name__``, and in the functions that are called there; never what is asked for first
(``if os.name == 'nt'``) or tried.
"""

import ast
from collections.abc import Iterable, Iterator

from harness.casting.sources import Source
from harness.model.libraries import ONLY_ON_WINDOWS as ONLY

_CATCHING = frozenset({"AttributeError", "ImportError", "Exception", "BaseException"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_LATER = (*_FUNCTIONS, ast.Lambda, ast.IfExp, ast.BoolOp, ast.Match)


def only_on_windows(source: Source, *, is_main: bool) -> frozenset[str]:
    """The names of :data:`ONLY` that a file comes to as soon as it is run, or imported."""
    if source.tree is None or not any(name.partition(".")[2] in source.text for name in ONLY):
        return frozenset()
    known: dict[str, str] = {}  # what a name in the file stands for
    for node in source.nodes:
        if isinstance(node, ast.Import):
            known |= {each.asname or each.name: each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            for each in node.names:
                names = [each.name] if each.name != "*" else [full.split(".")[1] for full in ONLY]
                known |= {each.asname or name: f"{node.module}.{name}" for name in names}
    return frozenset(_named(_at_once(source.tree, source.nodes, is_main=is_main), known)) & ONLY


def _named(nodes: Iterable[ast.AST], known: dict[str, str]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{each.name}" for each in node.names)
        elif isinstance(node, ast.Name):
            yield known.get(node.id, "")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{known.get(node.value.id, '')}.{node.attr}"


def _at_once(
    tree: ast.Module, children: dict[ast.AST, list[ast.AST]], *, is_main: bool
) -> Iterator[ast.AST]:
    """Every node that is come to in any case."""
    functions = {node.name: node for node in tree.body if isinstance(node, _FUNCTIONS)}
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, _LATER):
            continue
        if isinstance(node, ast.If):
            waiting += node.body if is_main and _asks_its_name(node.test) else [node.test]
        elif isinstance(node, ast.Try):
            waiting += [*([] if _catches(node) else node.body), *node.finalbody]
        else:
            waiting += children[node]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            called = functions.pop(node.func.id, None)
            waiting += called.body if called is not None else []


def _asks_its_name(test: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "__name__" for node in ast.walk(test))


def _catches(node: ast.Try) -> bool:
    """Whether an error that comes from what is not there would be caught."""
    return any(
        handler.type is None
        or any(isinstance(n, ast.Name) and n.id in _CATCHING for n in ast.walk(handler.type))
        for handler in node.handlers
    )
