"""``asyncio.wait([f(), g()])``: coroutines instead of tasks, which Python takes until 3.10.

Much of what teaches asyncio says it so, and 3.11 refuses it.  A call whose function is known to
give something else (``create_task``, or a function of the file that is not ``async``) is no
coroutine; what was put into a list before is one only if its function is ``async`` in that file.
"""

import ast
from collections.abc import Iterable, Iterator

# what gives tasks and futures, or anything that was put somewhere before
_OTHERS = frozenset({
    "create_task", "ensure_future", "Task", "Future", "create_future", "gather", "shield",
    "run_in_executor", "run_coroutine_threadsafe", "wrap_future", "submit", "pop", "popleft",
})  # fmt: skip
_LITERALS = (ast.List, ast.Set, ast.Tuple)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.GeneratorExp)


def waits_for_coroutines(nodes: Iterable[ast.AST]) -> bool:
    """Whether ``asyncio.wait`` is given coroutines somewhere in a file."""
    nodes = list(nodes)
    waited = [node.args[0] for node in nodes if isinstance(node, ast.Call) and _is_wait(node)]
    if not waited:
        return False
    plain = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    coroutines = {node.name for node in nodes if isinstance(node, ast.AsyncFunctionDef)} - plain
    if any(_called(each) - _OTHERS - plain for one in waited for each in _elements(one)):
        return True
    names = {one.id for one in waited if isinstance(one, ast.Name)}
    return any(_called(each) & coroutines for each in _put(nodes, names))


def _is_wait(node: ast.Call) -> bool:
    match node.func:
        case ast.Attribute(value=ast.Name(id="asyncio"), attr="wait"):
            return bool(node.args)
        case _:
            return False


def _elements(node: ast.AST) -> Iterator[ast.expr]:
    """What is in a list that is written there."""
    if isinstance(node, _LITERALS):
        yield from node.elts
    elif isinstance(node, _COMPREHENSIONS):
        yield node.elt


def _called(node: ast.AST) -> set[str]:
    """The function that a call is of, by its last name; 'd.get(key)' may give anything."""
    match node:
        case ast.Call(func=ast.Attribute(attr="get"), args=[_, *_]):
            return set()
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return {name}
        case _:
            return set()


def _put(nodes: Iterable[ast.AST], names: set[str]) -> Iterator[ast.expr]:
    """What is put into lists of these names."""
    for node in nodes:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in names:
                yield from _elements(value)
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id=name), attr="append" | "add"), args=[one]
            ) if name in names:
                yield one
            case _:
                pass
