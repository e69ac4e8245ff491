"""What each call of a function makes anew: nothing is there of what other calls have put in.

``self.said = []`` at the head of ``add()`` lets the list never have more than one message; and
``said = []`` in the function of a thread makes a list of its own, beside that of the program.
Neither is an error to Python.  Here it counts only where the function surely comes to that line,
puts one thing there, in no loop, and no other line can put anything there.
"""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.case import Case
from harness.diagnosis.code import Code, Place
from harness.diagnosis.shapes import FUNCTIONS, name_of
from harness.diagnosis.starting import target_of
from harness.diagnosis.unshared import heard_both, owed, says_any
from harness.model.result import Diagnosis

_FILLS = frozenset({"append", "appendleft", "insert", "add", "put", "put_nowait"})
_EMPTY = frozenset({"list", "dict", "set", "deque", "OrderedDict"})
_QUEUES = frozenset({"Queue", "LifoQueue", "SimpleQueue", "PriorityQueue"})
_ONLY_LOOK = frozenset({"len", "print", "str", "sorted", "tuple", "enumerate", "reversed"})
_LOOPS = (ast.For, ast.AsyncFor, ast.While, ast.ListComp, ast.SetComp, ast.GeneratorExp)
_AGAIN = (
    "Each call of {0}() makes {1} empty again here, and what another call has put there is gone"
)
_OWN = (
    "{1} is made here once more, as a name of {0}()'s own, and what is put there is not in the "
    "other {1}"
)
_ONCE = "Make it once, before anything is put there, and not where something is."
_SAME = "Which of the two does the rest of the program look at? This line makes the other one."
_DEEPEST = 4  # calls of calls, until the question whether there are several is given up

_Function = ast.FunctionDef | ast.AsyncFunctionDef


def each_call_begins_anew(case: Case) -> Iterator[Diagnosis]:
    """A server heard both its clients, tells neither of the other, and never has both messages."""
    for who in case.own_servers:
        runs = [run for run in case.alone(who) if heard_both(run, who) and not run.failed(who)]
        short = [f for run in runs for f in owed(run, who)]
        found = _emptied(case.code(who)) if short and not says_any(runs, who) else []
        if len(found) == 1:
            _, says, do, place = found[0]
            yield from case.diagnosis(
                "made-anew",
                case.unmet_beside(who),
                says,
                place,
                happened=f"{who} received from both, and told neither what the other had said",
                do=do,
            )


def behind(code: Code, at: Place) -> tuple[str, str, Place]:
    """Of a line that finds too little: what empties what it looks at, what to do, and where."""
    found = [each for each in _emptied(code) if re.search(rf"\b{re.escape(each[0])}\b", at.code)]
    return found[0][1:] if len(found) == 1 else ("", "", Place())


def _emptied(code: Code) -> list[tuple[str, str, str, Place]]:
    """What calls of a function make anew: its name, what is said of it, what to do, and where."""
    if any(tree is None for _, tree in code.trees()):
        return []
    nodes = [node for _, node in code.nodes()]
    found = []
    for file, function in code.nodes():
        for made in _straight(function.body) if isinstance(function, FUNCTIONS) else ():
            assert isinstance(function, FUNCTIONS)
            name = _made(made)
            if not name or not _puts_one(function, name, made) or _else_filled(nodes, name):
                continue
            says = ""
            if "." not in name and name not in _told(function):
                says, do = (_OWN if _hides(nodes, function, name) else ""), _SAME
            elif _is_read(nodes, made, name) and _has_several(nodes, function, name):
                says, do = _AGAIN, _ONCE
            if says:
                place = code.line(file, made.lineno)
                found.append((name, says.format(function.name, name), do, place))
    return found


def _straight(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that whoever comes to a block comes to, unless one of them leaves it."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.With | ast.AsyncWith | ast.Try):
            yield from _straight(statement.body)


def _made(statement: ast.AST) -> str:
    """The name that a statement gives something empty; '' if it does not."""
    match statement:
        case (
            ast.Assign(targets=[ast.Name() | ast.Attribute() as to], value=value)
            | ast.AnnAssign(target=ast.Name() | ast.Attribute() as to, value=ast.expr() as value)
        ) if _is_empty(value):
            return ast.unparse(to)
    return ""


def _is_empty(value: ast.expr) -> bool:
    match value:
        case ast.List(elts=[]) | ast.Dict(keys=[]):
            return True
        case ast.Call(args=args):
            return name_of(value) in _QUEUES or (name_of(value) in _EMPTY and not args)
    return False


def _told(function: _Function) -> set[str]:
    """The names of which a function says that they are none of its own."""
    said = [n for n in ast.walk(function) if isinstance(n, ast.Global | ast.Nonlocal)]
    return {name for each in said for name in each.names}


def _filled(node: ast.AST) -> str:
    """What a node puts something into; '' if it does not."""
    match node:
        case ast.Call(func=ast.Attribute(value=owner, attr=how)) if how in _FILLS:
            return ast.unparse(owner)
        case ast.Subscript(value=owner, ctx=ast.Store()):
            return ast.unparse(owner)
    return ""


def _puts_one(function: _Function, name: str, made: ast.stmt) -> bool:
    """Whether a function puts one thing there, below the line that makes it, and in no loop."""
    fills = [n for n in ast.walk(function) if _filled(n) == name]
    loops = [n for n in ast.walk(function) if isinstance(n, _LOOPS)]
    again = any(fill in [*ast.walk(loop)] for loop in loops for fill in fills)
    return len(fills) == 1 and fills[0].lineno > made.lineno and not again  # type: ignore[attr-defined]


def _else_filled(nodes: list[ast.AST], name: str) -> bool:
    """Whether more lines than one fill it, or may: it is handed over, or has another name, too."""
    handed: list[ast.AST] = []
    for node in nodes:
        match node:
            case ast.Call() if name_of(node) not in _ONLY_LOOK:
                given = [*node.args, *(word.value for word in node.keywords)]
                listed = [each.elts for each in given if isinstance(each, ast.Tuple | ast.List)]
                handed += [*given, *(one for elts in listed for one in elts)]
            case ast.Assign(targets=[ast.Name() | ast.Attribute()], value=value):
                handed.append(value)
            case ast.AugAssign(target=target):
                handed.append(target)
    fills = sum(_filled(node) == name for node in nodes)
    return fills > 1 or any(_is(node, name) for node in handed)


def _is(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) == name


def _is_read(nodes: list[ast.AST], made: ast.stmt, name: str) -> bool:
    """Whether it is looked at, beyond the line that makes it and the one that fills it."""
    fills = {getattr(n, "lineno", 0) for n in nodes if _filled(n) == name}
    reads = [n for n in nodes if _is(n, name) and isinstance(getattr(n, "ctx", None), ast.Load)]
    return any(getattr(n, "lineno", 0) not in {made.lineno, *fills} for n in reads)


def _hides(nodes: list[ast.AST], function: _Function, name: str) -> bool:
    """Whether the program, or a function around this one, makes the same and looks at it there."""
    own = [*ast.walk(function)]
    for around in nodes:
        if not isinstance(around, ast.Module | ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        inside = [*ast.walk(around)]
        if around is function or function not in inside:
            continue
        rest = [n for n in inside if n not in own]
        if any(_made(statement) == name for statement in around.body):
            return any(_is(n, name) and isinstance(getattr(n, "ctx", 0), ast.Load) for n in rest)
    return False


def _has_several(nodes: list[ast.AST], function: _Function, name: str) -> bool:
    """Whether a function is called several times, for one object if it is one of an object's."""
    around = [n for n in nodes if isinstance(n, ast.ClassDef) and function in n.body]
    if "." in name and not (name.startswith("self.") and around):
        return False
    calls = [n for n in nodes if isinstance(n, ast.Call)]
    objects = [n for n in calls if around and name_of(n) == around[0].name]
    in_loops = [n for loop in nodes if isinstance(loop, _LOOPS) for n in ast.walk(loop)]
    if around and (len(objects) != 1 or objects[0] in in_loops):
        return False
    return _is_called_again(nodes, in_loops, function.name, _DEEPEST)


def _is_called_again(nodes: list[ast.AST], in_loops: list[ast.AST], name: str, depth: int) -> bool:
    calls = [n for n in nodes if isinstance(n, ast.Call)]
    called = [n for n in calls if name in (name_of(n), target_of(n))]
    if len(called) > 1 or any(each in in_loops for each in called):
        return True
    holders = [n for n in nodes if isinstance(n, FUNCTIONS)] if depth else []
    return any(
        _is_called_again(nodes, in_loops, each.name, depth - 1)
        for each in holders
        if any(one in [*ast.walk(each)] for one in called)
    )
