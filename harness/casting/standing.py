"""What a name is for that stands in an address: host ``a``, port ``b`` of ``s.connect((a, b))``.

Where a value stands tells what it is, whatever the program calls it.  Names are followed through
assignments (``self.there = a``), names of whole addresses and what stands around a value
(``int(b)``); a name that stands in both places is for neither.
"""

import ast
from collections.abc import Iterable, Iterator

from harness.casting.slot import named

# Calls that take (host, port) in a tuple, and those that take host and port as they are.
WITH_TUPLE = frozenset({"connect", "connect_ex", "bind", "sendto", "create_connection",
                        "create_server", "TCPServer", "UDPServer", "ThreadingTCPServer",
                        "ThreadingUDPServer", "HTTPServer", "ThreadingHTTPServer"})  # fmt: skip
WITH_WORDS = frozenset({"open_connection", "start_server", "create_connection", "create_server",
                        "gethostbyname", "getaddrinfo", "Telnet", "HTTPConnection"})  # fmt: skip
_BEHIND = frozenset({"start_server", "create_connection", "create_server"})  # what they call first
_PLACES = ("host", "port")
_FOLLOWED = 4  # names for one value

Part = tuple[str, ast.expr]


def parts(call: ast.Call) -> Iterator[Part]:
    """What stands as host and as port in a call that takes an address."""
    called = named(call.func)
    whole = [each for each in call.args if isinstance(each, ast.Tuple)]
    if called in WITH_TUPLE and whole:
        for each in whole:
            yield from _pair(each)
    elif called in WITH_WORDS:
        yield from zip(_PLACES, call.args[called in _BEHIND :], strict=False)


def places(nodes: Iterable[ast.AST]) -> dict[str, str]:
    """``host`` or ``port`` for each name that stands for one in some address."""
    every = list(nodes)
    calls = [node for node in every if isinstance(node, ast.Call)]
    equals = list(_equal(every, calls))
    found = {(core(value), place) for call in calls for place, value in parts(call)}
    whole = {named(part) for call in calls if named(call.func) in WITH_TUPLE for part in call.args}
    for name, value in equals:
        if name in whole and isinstance(value, ast.Tuple):
            found |= {(core(part), place) for place, part in _pair(value)}
    for _ in range(_FOLLOWED):
        found |= {
            (core(value), place)
            for name, value in equals
            for place in _PLACES
            if (name, place) in found
        }
    hosts, ports = ({name for name, at in found if at == place and name} for place in _PLACES)
    return dict.fromkeys(hosts - ports, "host") | dict.fromkeys(ports - hosts, "port")


def _equal(nodes: Iterable[ast.AST], calls: Iterable[ast.Call]) -> Iterator[tuple[str, ast.expr]]:
    """Each name with what it is given: by an assignment, or as a parameter."""
    parameters: dict[str, list[str]] = {}
    for node in nodes:
        match node:
            case ast.Assign(targets=[target], value=value):
                yield from _equals(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                yield from _equals(target, value)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                parameters[node.name] = _parameters(node)
            case ast.ClassDef():
                for each in node.body:
                    if isinstance(each, ast.FunctionDef) and each.name == "__init__":
                        parameters[node.name] = _parameters(each)
    for call in calls:
        yield from zip(parameters.get(named(call.func), ()), call.args, strict=False)


def _parameters(node: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    names = [each.arg for each in node.args.args]
    return names[1:] if names[:1] in (["self"], ["cls"]) else names


def _pair(whole: ast.Tuple) -> Iterator[Part]:
    yield from zip(_PLACES, whole.elts, strict=False)


def _equals(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        for one, other in zip(target.elts, value.elts, strict=False):
            yield named(one), other
    elif named(target):
        yield named(target), value


def core(value: ast.expr) -> str:
    """The name that a value is made of: ``b`` of ``int(b)`` and of ``b.strip()``."""
    for _ in range(_FOLLOWED):
        match value:
            case ast.Call(func=ast.Name(), args=[ast.expr() as inner, *_]):
                value = inner
            case ast.Call(func=ast.Attribute(attr="gethostbyname"), args=[ast.expr() as inner]):
                value = inner
            case ast.Call(func=ast.Attribute(value=inner), args=[]):
                value = inner
            case _:
                break
    return named(value)
