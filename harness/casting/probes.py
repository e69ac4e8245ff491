"""Addresses that a program names only to learn its own.

``s.connect(("8.8.8.8", 80)); s.getsockname()[0]`` on a datagram socket sends nothing: the kernel
looks up the way there, and with it the address that this machine has on it.  Nobody listens there,
and nobody has to: such an address is no place of the assignment's, nor is that port.  A socket that
sends or receives anything was meant for more than that.
"""

import ast
from collections.abc import Iterable, Iterator

_TALKS = frozenset({"send", "sendall", "sendto", "recv", "recvfrom", "recv_into", "makefile"})
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.Module)


def probes(nodes: Iterable[ast.AST]) -> list[ast.Call]:
    """The calls of ``connect`` in a source that only ask for the machine's own address."""
    return [
        call
        for node in nodes
        if isinstance(node, _SCOPES)
        for life in _lives(node)
        for call in _probing(life)
    ]


def _probing(life: list[ast.Call]) -> list[ast.Call]:
    called = {str(_method(call)) for call in life}
    if "getsockname" not in called or called & _TALKS:
        return []
    return [call for call in life if _method(call) == "connect"]


def _lives(scope: ast.AST) -> Iterator[list[ast.Call]]:
    """What is called of each datagram socket of a scope, from one assignment of its name on."""
    lives: dict[str, list[ast.Call]] = {}
    for node in sorted(_within(scope), key=_place):
        for target, value in _bound(node):
            if (name := _name(target)) in lives:
                yield lives.pop(name)
            if name and _is_datagram(value):
                lives[name] = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            life = lives.get(_name(node.func.value))
            if life is not None:
                life.append(node)
    yield from lives.values()


def _within(scope: ast.AST) -> Iterator[ast.AST]:
    """Every node of a scope, without those of the functions in it."""
    pile = list(ast.iter_child_nodes(scope))
    while pile:
        node = pile.pop()
        yield node
        if not isinstance(node, _SCOPES):
            pile += ast.iter_child_nodes(node)


def _place(node: ast.AST) -> tuple[int, int]:
    """Where a node begins; a comprehension does so before all that it says of its socket."""
    return getattr(node, "lineno", 0), getattr(node, "col_offset", 0)


def _bound(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    match node:
        case ast.Assign(targets=[target], value=value):
            yield target, value
        case ast.With(items=items):
            yield from ((i.optional_vars, i.context_expr) for i in items if i.optional_vars)
        case ast.ListComp(generators=[*several]) | ast.GeneratorExp(generators=[*several]):
            yield from ((each.target, each.iter) for each in several)


def _is_datagram(value: ast.expr) -> bool:
    """True if something of kind ``SOCK_DGRAM`` is made there."""
    made = (node for node in ast.walk(value) if isinstance(node, ast.Call))
    return any(
        "SOCK_DGRAM" in (getattr(kind, "attr", ""), getattr(kind, "id", ""))
        for call in made
        for kind in (*call.args, *(word.value for word in call.keywords))
    )


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _method(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""
