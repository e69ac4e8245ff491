"""Names that a line gives to something else, where what they stood for is needed.

``list = []`` hides a type, ``server, address = server.accept()`` loses the socket that listens, and
``order = order.sort()`` the list.  Told where an error comes of it: of what the name stood for
before, the line would have been right.
"""

import ast
import builtins
import re
from collections.abc import Iterable, Iterator

from harness.diagnosis.code import Code, Place
from harness.diagnosis.shapes import FUNCTIONS, name_of
from harness.diagnosis.tracebacks import Trace
from harness.diagnosis.undefined import brought_by

SAYS = "{0} is {1}, and this line gives its name to something else"
DO = "Both are needed. What is stored or handed over here may have any other name."
NONE = "{0}() returns nothing but None, and this line puts that into {1}"
KEEP = "What it is called on stands before its dot, and is still there afterwards."
_GIVES_NONE = frozenset(
    {"append", "appendleft", "extend", "insert", "remove", "clear", "sort", "reverse", "shuffle"}
    | {"add", "discard", "update", "start", "put", "bind", "listen", "sendall", "print"}
)
_LACKS = re.compile(r"'\w+' object has no attribute '(\w+)'")
_OWN = re.compile(r"local variable '(\w+)'")
_NOT_CALLABLE = "object is not callable"
_MODULE = "a module"
_LISTENS = "the socket that listens"
_SCOPES = (*FUNCTIONS, ast.Lambda)
_OF_THEIR_OWN = (*_SCOPES, ast.ClassDef, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def rebound(code: Code, trace: Trace, at: Place) -> tuple[str, str, Place]:
    """The name that an error comes of, what it was, and the one line that gives it another value.

    Two empty texts where there is no such name, or more than one, or several such lines.
    """
    found = [(name, _LISTENS, at) for name in _listener(code, trace, at)]
    for file, tree in code.trees():
        if tree is None or file != at.file:
            continue
        for name in {*_asked(tree, trace, at.line)}:
            was = _meaning(tree, trace, name)
            lines = {*_given(tree, name, at.line)} if was else set()
            lines = lines - {at.line} or lines  # in a loop, that line is come to once more
            found += [(name, was, code.line(file, line)) for line in lines]
    return found[0] if len(found) == 1 else ("", "", Place())


def gets_none(code: Code, trace: Trace, at: Place) -> tuple[str, str, Place]:
    """The function that returns None, what is given that, and where, if ``at`` fails of it.

    Three times nothing where it is not sure: ``order = order.sort()``, ``t = Thread(…).start()``.
    """
    if "NoneType" not in trace.message:
        return "", "", Place()
    own = {each.name for _, each in code.nodes() if isinstance(each, FUNCTIONS)}
    given: dict[str, list[tuple[str, str, Place]]] = {}
    for file, node in code.nodes():
        for target in node.targets if isinstance(node, ast.Assign) else ():
            assert isinstance(node, ast.Assign)
            call = name_of(node.value) if isinstance(node.value, ast.Call) else ""
            name = ast.unparse(target)
            given.setdefault(name, []).append((call, name, code.line(file, node.lineno)))
    found = {
        one
        for name, values in given.items()
        if re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", at.code)
        for one in values
        if one[0] in _GIVES_NONE - own
    }
    return found.pop() if len(found) == 1 else ("", "", Place())


def _listener(code: Code, trace: Trace, at: Place) -> Iterator[str]:
    """The name on which ``at`` accepts, and to which it gives the connection, if that is the error.

    ``server, address = server.accept()``: the next time round it is a client's that is asked.
    """
    if trace.kind != "OSError" or "Invalid argument" not in trace.message:
        return
    for file, node in code.nodes() if code.calls("listen", "create_server") else ():
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name) | ast.Tuple(elts=[ast.Name(id=name), *_])],
                value=ast.Call(func=ast.Attribute(value=ast.Name(id=asked), attr="accept")),
            ) if name == asked and (file, node.lineno) == (at.file, at.line):
                yield name


def _asked(tree: ast.Module, trace: Trace, line: int) -> Iterator[str]:
    """The names that a line calls, or asks for something, if the error is about that."""
    lacks, own = _LACKS.search(trace.message), _OWN.search(trace.message)
    if trace.kind == "UnboundLocalError" and own:
        yield own[1]
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name)) if node.lineno == line:
                if trace.message.endswith(_NOT_CALLABLE):
                    yield name
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if node.lineno == line:
                if trace.kind == "AttributeError" and lacks and lacks[1] == attr:
                    yield name


def _meaning(tree: ast.Module, trace: Trace, name: str) -> str:
    """What a name stands for that would not have made this error; '' if nothing is known."""
    lacks = _LACKS.search(trace.message) if trace.kind == "AttributeError" else None
    called = trace.message.endswith(_NOT_CALLABLE)
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                for each in names:
                    if name == (each.asname or each.name) and not called:
                        return _MODULE if not lacks or lacks[1] in brought_by(each.name) else ""
            case ast.ImportFrom(module=module, names=names):
                brought = brought_by(module) if names[0].name == "*" else set()
                if name in {each.asname or each.name for each in names} | brought:
                    return "" if lacks else "imported"
    if any(isinstance(each, FUNCTIONS) and each.name == name for each in tree.body):
        return "" if lacks else "a function of this file"
    known = getattr(builtins, name, None)
    if not callable(known) or (lacks and not hasattr(known, lacks[1])):
        return ""
    return "a type of Python's" if isinstance(known, type) else "a function of Python's"


def _given(tree: ast.Module, name: str, line: int) -> Iterator[int]:
    """The lines that give a name a value where ``line`` sees it: in its functions, or in none."""
    for scope in ast.walk(tree):
        if not isinstance(scope, (ast.Module, *_SCOPES)):
            continue
        own = [*_own(ast.iter_child_nodes(scope))]
        seen = isinstance(scope, ast.Module) or scope.lineno <= line <= (scope.end_lineno or 0)
        if not seen and not any(isinstance(n, ast.Global) and name in n.names for n in own):
            continue
        for node in own:
            match node:
                case ast.Name(id=other, ctx=ast.Store()) | ast.arg(arg=other) if other == name:
                    yield node.lineno


def _own(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes of one scope, and not those of what is defined in it."""
    for node in nodes:
        yield node
        if not isinstance(node, _OF_THEIR_OWN):
            yield from _own(ast.iter_child_nodes(node))
