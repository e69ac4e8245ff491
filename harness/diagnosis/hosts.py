"""The host that a line looks up, where its name is written in the code."""

import ast
from collections.abc import Iterator

from harness.diagnosis.code import Code
from harness.diagnosis.tracebacks import Trace

SAYS = "No machine has the host name {0}, which is looked up here"
_LOOKS_UP = frozenset(
    {"connect", "connect_ex", "create_connection", "open_connection", "bind", "gethostbyname",
     "getaddrinfo"}
)  # fmt: skip


def looked_up(code: Code, trace: Trace) -> str:
    """The name that was not found; empty if that is not sure."""
    if trace.kind not in {"gaierror", "herror"}:
        return ""
    found = {
        name
        for file, tree in code.trees()
        if tree is not None and code.line(trace.file, trace.line).file == file
        for name in _names(tree, trace.line)
    }
    return found.pop() if len(found) == 1 else ""


def _names(tree: ast.Module, line: int) -> Iterator[str]:
    """What is looked up in a line, as it is written there or was given to the variable, once."""
    nodes = list(ast.walk(tree))
    for call in nodes:
        if not isinstance(call, ast.Call) or call.lineno != line or not call.args:
            continue
        if getattr(call.func, "attr", getattr(call.func, "id", "")) not in _LOOKS_UP:
            continue
        host = call.args[0]
        if isinstance(host, ast.Tuple) and host.elts:
            host = host.elts[0]
        yield _text(nodes, host)


def _text(nodes: list[ast.AST], host: ast.expr) -> str:
    """The text of an expression; empty if it may be another one."""
    if isinstance(host, ast.Name):
        name = host.id
        given = [
            node.value if isinstance(node, ast.Assign) else host
            for node in nodes
            if _gives(node, name)
        ]
        stores = [n for n in nodes if isinstance(n, ast.Name) and n.id == name and _stores(n)]
        host = given[0] if len(given) == len(stores) == 1 else host
    return host.value if isinstance(host, ast.Constant) and isinstance(host.value, str) else ""


def _gives(node: ast.AST, name: str) -> bool:
    """Whether a statement gives a variable its value, or a function is given it."""
    if isinstance(node, ast.arg):
        return node.arg == name
    return isinstance(node, ast.Assign) and any(
        isinstance(each, ast.Name) and each.id == name for each in node.targets
    )


def _stores(name: ast.Name) -> bool:
    return not isinstance(name.ctx, ast.Load)
