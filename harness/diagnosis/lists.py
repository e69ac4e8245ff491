"""Lists that messages are gathered in, and that are asked for an element that is not there.

Python says of it that an index is out of range.  Where the index is right, it is the wait for the
other message that is missing, or over too soon.  That is told only where the list is one that the
program adds to, its second element is asked for, and of two clients one had said nothing by then.
Where it is wrong, it may have been counted from one: the line asks for the second element and the
third, and no line for the first.
"""

import ast
from collections.abc import Iterable, Iterator

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Code, Place
from harness.diagnosis.tracebacks import Trace
from harness.model import events as ev

SAYS = "{0} is used before both clients have said something, so that {0}[1] is not there yet"
DO = (
    "A client may take as long as it likes to say something. What waits, before this line, until "
    "both messages are there?"
)
COUNTED = (
    "{0}[1] is the second element of the list {0}: the first one is {0}[0], which nothing takes"
)
COUNT = "Python counts the elements of a list from 0. Which is the last of two?"
ANEW = (
    "An empty list is false, so that this makes another list here: what is put into it is not in "
    "the one that was given"
)
EMPTY = "Nothing is ever put into {0}, so that it is empty wherever it is looked at"
FILL = "Which line is to put something there: is it written yet?"
OWN = "{0} is a parameter here, with a list of its own: what is put there is not in the other {0}"
GIVE = (
    "Which of the two does the rest of the program look at? Give it to the function, or drop one."
)
GIVEN = "Which value says that nothing was given? Ask for that one: is None."
_ADDS = frozenset({"append", "extend", "insert"})


def too_soon(case: Case, who: str, trace: Trace, runs: list[Run]) -> str:
    """The name of the list that is read too soon for ``trace``; empty if that is not sure."""
    if not _is_short(trace) or who not in case.own_servers or not runs:
        return ""
    if not all(_one_is_silent(run, who, trace.kind) for run in runs):
        return ""
    found = {*_second_of(case.code(who), trace), *_taken_apart(case.code(who), trace)}
    return found.pop() if len(found) == 1 else ""


def _is_short(trace: Trace) -> bool:
    return trace.kind == "IndexError" or "not enough values to unpack (expected 2" in trace.message


def never_filled(code: Code, trace: Trace) -> str:
    """The list that is made empty and that nothing can have put anything into; '' if not sure."""
    if not _is_short(trace) or len(code.trees()) != 1:
        return ""
    found = {name for nodes in _files(code, trace) for name in _left_empty(nodes, trace.line)}
    return found.pop() if len(found) == 1 else ""


def _left_empty(nodes: list[ast.AST], line: int) -> Iterator[str]:
    """The lists of a line that are given nothing, nor handed to anybody who could."""
    looked_at: set[int] = set()
    made: dict[str, int] = {}
    names = [node for node in nodes if isinstance(node, ast.Name)]
    for node in nodes:
        match node:
            case ast.Subscript(value=value, ctx=ast.Load()) | ast.For(iter=value):
                looked_at.add(id(value))
            case ast.Call(func=ast.Name(id="len"), args=[value]):
                looked_at.add(id(value))
            case ast.Assign(targets=[ast.Tuple()], value=value):
                looked_at.add(id(value))
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_new(value):
                made[name] = made.get(name, 0) + 1
    for name, times in made.items():
        own = [each for each in names if each.id == name]
        read = [each for each in own if isinstance(each.ctx, ast.Load)]
        here = any(_on(each, line) for each in read)
        if here and len(own) - len(read) == times and all(id(each) in looked_at for each in read):
            yield name


def counted_from_one(case: Case, who: str, trace: Trace) -> str:
    """The list whose elements are counted from one; empty if that is not sure."""
    if trace.kind != "IndexError":
        return ""
    found = {*_without_first(case.code(who), trace)}
    return found.pop() if len(found) == 1 else ""


def _without_first(code: Code, trace: Trace) -> Iterator[str]:
    """The lists that the program adds to, and of which only the elements 1 and 2 are ever taken."""
    for nodes in _files(code, trace):
        taken = list(_elements(nodes))
        here = {name for name, _ in _elements(node for node in nodes if _on(node, trace.line))}
        for name in {*_grown(nodes)} & here:
            indices = {index for each, index in taken if each == name}
            if indices == {1, 2} and not _gone_over(nodes, name):
                yield name


def made_anew(code: Code, trace: Trace) -> Place:
    """Where a function makes a list of its own if the one that it is given is still empty.

    Of a list that was found too short, if it is the only such line, puts something there, and is
    given a list by some call.
    """
    found = [
        code.line(file, line)
        for file, node in code.nodes()
        if _is_short(trace) and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for name, line in _or_new([*ast.walk(node)])
        if name in {*_grown([*ast.walk(node)])} and _is_given(code, node, name)
    ]
    return found[0] if len(found) == 1 else Place()


def own_list(code: Code, trace: Trace) -> tuple[str, Place]:
    """The list of a function's parameter that hides one of the program, and that nobody gives.

    Of a list that was found too short, if the function puts something there.
    """
    outside = {
        each.id
        for _, tree in code.trees()
        for statement in (tree.body if tree is not None else ())
        for each in ast.walk(statement)
        if isinstance(statement, ast.Assign) and isinstance(each, ast.Name)
        if isinstance(each.ctx, ast.Store)
    }
    found = [
        (name, code.line(file, node.lineno))
        for file, node in code.nodes()
        if _is_short(trace) and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for name in _of_a_default(node)
        if name in outside & {*_grown([*ast.walk(node)])} and not _is_given(code, node, name)
    ]
    return found[0] if len(found) == 1 else ("", Place())


def _of_a_default(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """The parameters whose default is a new list."""
    args, defaults = function.args.args, function.args.defaults
    for arg, default in zip(args[len(args) - len(defaults) :], defaults, strict=True):
        if _is_new(default):
            yield arg.arg


def _is_given(code: Code, function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> bool:
    """Whether a call, or a thread, hands something over by that name."""
    names = [each.arg for each in function.args.args]
    at = names.index(name) if name in names else len(names)
    for _, call in code.nodes():
        words = {w.arg: w.value for w in call.keywords} if isinstance(call, ast.Call) else {}
        args = call.args if isinstance(call, ast.Call) else []
        called = isinstance(call, ast.Call) and getattr(call.func, "id", "") == function.name
        if called and (len(args) > at or name in words):
            return True
        begun = getattr(words.get("target"), "id", "") == function.name
        if begun and len(getattr(words.get("args"), "elts", [])) > at:
            return True
    return False


def _or_new(nodes: list[ast.AST]) -> Iterator[tuple[str, int]]:
    """The names of lists that are made anew where they are empty: ``m = m or []``."""
    for node in nodes:
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)],
                value=ast.BoolOp(op=ast.Or(), values=[ast.Name(id=same), new]),
            ) if name == same and _is_new(new):
                yield name, node.lineno
            case ast.If(
                test=ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)),
                body=[ast.Assign(targets=[ast.Name(id=same)], value=new)],
            ) if name == same and _is_new(new):
                yield name, node.body[0].lineno


def _is_new(value: ast.expr) -> bool:
    return ast.unparse(value) in {"[]", "list()"}


def _gone_over(nodes: list[ast.AST], name: str) -> bool:
    """Whether the list is used as a whole, but to add to it or to ask for its length."""
    own = {id(node.value) for node in nodes if isinstance(node, ast.Attribute | ast.Subscript)}
    for node in nodes:
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "len":
            own |= {id(each) for each in node.args}
    return any(
        isinstance(node, ast.Name | ast.Attribute)
        and _name(node) == name
        and isinstance(node.ctx, ast.Load)
        and id(node) not in own
        for node in nodes
    )


def _one_is_silent(run: Run, who: str, error: str) -> bool:
    """Whether two clients were there when the error was told, and had not both said something."""
    told = [e.n for e in run.all(ev.Printed, who) if error.encode() in e.data]
    before = min(told, default=-1)
    made = {e.who for e in run.all(ev.Connected) if e.to == who and e.n < before}
    said = {e.who for e in run.all(ev.Sent) if e.to == who and e.n < before}
    return len(made) == 2 and len(said) < 2


def _second_of(code: Code, trace: Trace) -> Iterator[str]:
    """The lists that the program adds to, and of which the line takes the second element."""
    for nodes in _files(code, trace):
        grown = {*_grown(nodes)}
        for name, index in _elements(node for node in nodes if _on(node, trace.line)):
            if index == 1 and name in grown:
                yield name


def _taken_apart(code: Code, trace: Trace) -> Iterator[str]:
    """The lists that the program adds to, and of which the line takes two elements at once."""
    for nodes in _files(code, trace):
        grown = {*_grown(nodes)}
        for node in nodes:
            match node:
                case ast.Assign(targets=[ast.Tuple(elts=[_, _])], value=value):
                    if _on(node, trace.line) and _name(value) in grown:
                        yield _name(value)


def _files(code: Code, trace: Trace) -> Iterator[list[ast.AST]]:
    """What the file holds in which the error was."""
    for file, tree in code.trees():
        if tree is not None and code.line(trace.file, trace.line).file == file:
            yield list(ast.walk(tree))


def _on(node: ast.AST, line: int) -> bool:
    return getattr(node, "lineno", 0) == line


def _grown(nodes: list[ast.AST]) -> Iterator[str]:
    """The lists that something is added to."""
    for node in nodes:
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in _ADDS
            and _name(node.func.value)
        ):
            yield _name(node.func.value)


def _elements(nodes: Iterable[ast.AST]) -> Iterator[tuple[str, object]]:
    """The lists of which one element is taken, and which one, where that is written there."""
    for node in nodes:
        if isinstance(node, ast.Subscript) and (name := _name(node.value)):
            index = node.slice
            yield name, index.value if isinstance(index, ast.Constant) else None


def _name(node: ast.AST) -> str:
    """What a list is called, be it one of an object's own (``self.said``); '' if by no name."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name(id="self"), attr=name):
            return f"self.{name}"
    return ""
