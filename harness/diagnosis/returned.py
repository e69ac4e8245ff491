"""Functions of a program's own that give None to who calls them, and are asked for more.

A function ends without ``return``; or another one has been put into its place by a decorator that
calls it, and keeps what it returned to itself.  Told where an error comes of the None.
"""

import ast
import re
from collections.abc import Iterable, Iterator

from harness.diagnosis.code import Code, Place
from harness.diagnosis.shapes import FUNCTIONS
from harness.diagnosis.tracebacks import Trace

NOTHING = (
    "{0}() ends without return, so what it makes is not there for who calls it: that gets None"
)
GIVE = "What should {0}() give to who calls it, and which line says so?"
REPLACED = (
    "The decorator {0} puts this function in the place of {1}(), and this one ends without return, "
    "so who calls {1}() gets None"
)
FURTHER = (
    "What {0}() itself returns comes to the line that calls it, and goes no further from there."
)
_Function = ast.FunctionDef | ast.AsyncFunctionDef
_LACKS = re.compile(r"has no attribute '(\w+)'")
_WHOLE = (*FUNCTIONS, ast.ClassDef, ast.Lambda)


def none_of_its_own(code: Code, trace: Trace, at: Place) -> tuple[str, str, Place]:
    """What is said, what to do, and where, if ``at`` fails of what a function here gave it."""
    if "NoneType" not in trace.message:
        return "", "", Place()
    trees = [tree for file, tree in code.trees() if file == at.file and tree is not None]
    called = {name for tree in trees for name in _asked_for(tree, trace, at.line)}
    name = called.pop() if len(called) == 1 else ""
    defined = [(f, n) for f, n in code.nodes() if isinstance(n, FUNCTIONS) and n.name == name]
    if len(defined) != 1:
        return "", "", Place()
    file, function = defined[0]
    assert isinstance(function, _Function)
    if not function.decorator_list and not _returns(function):
        return NOTHING.format(name), GIVE.format(name), code.line(file, function.lineno)
    for by, line in _replaced(code, file, function):
        return REPLACED.format(by, name), FURTHER.format(name), code.line(file, line)
    return "", "", Place()


def _asked_for(tree: ast.Module, trace: Trace, line: int) -> Iterator[str]:
    """The own functions that gave what turned out to be None in a line; '' for anything else."""
    lacks = _LACKS.search(trace.message)
    for node in ast.walk(tree):
        if not getattr(node, "lineno", 0) <= line <= (getattr(node, "end_lineno", 0) or 0):
            continue
        match node:
            case ast.Attribute(value=asked, attr=attr) if lacks and lacks[1] == attr:
                yield from _given(tree, asked, line)
            case ast.Subscript(value=asked) if "subscriptable" in trace.message:
                yield from _given(tree, asked, line)
            case ast.Assign(targets=[ast.Tuple()], value=asked) | ast.For(iter=asked):
                if "iterable" in trace.message and node.lineno == line:
                    yield from _given(tree, asked, line)


def _given(tree: ast.Module, asked: ast.expr, line: int) -> Iterator[str]:
    """The functions of which a name, as a line sees it, has its value."""
    if isinstance(asked, ast.Call):
        yield _function(asked)
        return
    name = ast.unparse(asked)
    if isinstance(asked, ast.Attribute):
        yield from _values([*ast.walk(tree)], name)
        return
    around: list[str] = []
    everybody = [*_own(tree.body)]
    for function in ast.walk(tree):
        if isinstance(function, FUNCTIONS):
            own = [*_own(function.body), *ast.walk(function.args)]
            shared = {n for each in own if isinstance(each, ast.Global) for n in each.names}
            if name in shared:
                everybody += own
            elif function.lineno <= line <= (function.end_lineno or 0):
                around = [*_values(own, name)] or around
    yield from around or _values(everybody, name)


def _values(nodes: list[ast.AST], name: str) -> Iterator[str]:
    """What some nodes give to a name: the function of a plain ``name = …``, '' for any other."""
    plain = {
        id(target): _function(node.value)
        for node in nodes
        if isinstance(node, ast.Assign)
        for target in node.targets
    }
    for node in nodes:
        match node:
            case ast.arg(arg=given) if given == name:
                yield ""
            case ast.Name(ctx=ast.Store()) | ast.Attribute(ctx=ast.Store()):
                if ast.unparse(node) == name:
                    yield plain.get(id(node), "")


def _function(value: ast.expr) -> str:
    """The function that a call names, if it can only be one of the program's own."""
    match value:
        case ast.Call(func=ast.Name(id=name)):
            return name
        case ast.Call(func=ast.Attribute(value=ast.Name(id="self"), attr=name)):
            return name
    return ""


def _returns(function: _Function) -> bool:
    """Whether calling it may give anything but None; a coroutine and a generator are something."""
    if isinstance(function, ast.AsyncFunctionDef):
        return True
    own = [*_own(function.body)]
    given = (n.value for n in own if isinstance(n, ast.Return))
    return any(given) or any(isinstance(n, ast.Yield | ast.YieldFrom) for n in own)


def _own(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """The nodes of one function, and not those of what is defined in it."""
    for node in nodes:
        yield node
        if not isinstance(node, _WHOLE):
            yield from _own(ast.iter_child_nodes(node))


def _replaced(code: Code, file: str, function: _Function) -> Iterator[tuple[str, int]]:
    """The one decorator, of the same file, whose inner function returns nothing, and where that is.

    A function that returns nothing itself is another matter.
    """
    names = [getattr(each, "id", "") for each in function.decorator_list]
    for where, node in code.nodes() if len(names) == 1 and _returns(function) else ():
        if where != file or not isinstance(node, ast.FunctionDef) or node.name != names[0]:
            continue
        inner = [each for each in node.body if isinstance(each, ast.FunctionDef)]
        gives = [each.value for each in node.body if isinstance(each, ast.Return)]
        if len(inner) == 1 and [getattr(each, "id", "") for each in gives] == [inner[0].name]:
            yield from [] if _returns(inner[0]) else [(names[0], inner[0].lineno)]
