"""Ways in which calls of a function follow one another that name what went wrong, by themselves.

None of them is a mistake alone: a rule that has seen what happened looks here for where.
"""

import ast
import builtins
import re
from collections.abc import Iterator

from harness.diagnosis.syntax import RECEIVE_CALLS, conditions

SENDING = re.compile("send|forward|write|relay|broadcast", re.IGNORECASE)
RECEIVING = re.compile("receive|recv|readline", re.IGNORECASE)
LOOKS = re.compile(r"\b(?:select|poll)\(")
_NOTES = frozenset({"append", "appendleft", "insert", "put", "put_nowait"})
_CLOCKS = frozenset({"time", "time_ns", "now", "monotonic", "perf_counter", "process_time"})
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

# of a condition with := in it, and of a case of a match
GIVES = "The condition is always true: := gives {} a value there, and compares nothing"
TAKES = "case {0}: takes whatever comes, and calls it {0}: it compares nothing"
DOTTED = "A value that is to be compared has a dot in its name there."
COMPARE = "Which sign asks whether two things are equal?"


def noted_late(tree: ast.Module | None) -> Iterator[int]:
    """Where a function that receives notes something only after a ``wait()``, and not before."""
    for function in functions(tree):
        received = waited = False
        for call in _calls(function):
            name = getattr(call.func, "attr", "")
            if name in RECEIVE_CALLS:
                received, waited = True, False
            elif name == "wait":
                waited = received
            elif name in _NOTES and received:
                if waited:
                    yield call.lineno
                received = False


def noted_apart(tree: ast.Module | None) -> Iterator[int]:
    """Where a function notes something in one list before it receives, and in another one after."""
    for function in functions(tree):
        before: dict[str, int] = {}
        received, after = False, set[str]()
        for call in _calls(function):
            name = getattr(call.func, "attr", "")
            if name in RECEIVE_CALLS:
                received = True
            elif name in _NOTES and received:
                after.add(_owner(call))
            elif name in _NOTES:
                before[_owner(call)] = call.lineno
        if after:
            yield from (line for owner, line in before.items() if owner not in after)


def noted_before(tree: ast.Module | None) -> Iterator[int]:
    """Where a function notes, before it receives, what others go by: a place in a list, a time."""
    for function in functions(tree):
        assert isinstance(function, FUNCTIONS)
        inside = {id(node) for node in ast.walk(function)}
        elsewhere = {
            ast.unparse(node.value)
            for node in ast.walk(tree or ast.Module([], []))
            if isinstance(node, ast.Subscript | ast.Attribute) and id(node) not in inside
        }
        waiting: dict[str, int] = {}
        for statement in function.body:
            if any(
                name_of(n) in RECEIVE_CALLS for n in ast.walk(statement) if isinstance(n, ast.Call)
            ):
                yield from waiting.values()
                break
            owner = _noted(statement)
            if owner in elsewhere:
                waiting[owner] = statement.lineno


def _noted(statement: ast.stmt) -> str:
    """To what a statement adds something, or a time: ``came.put(name)``, ``at[name] = time()``."""
    match statement:
        case ast.Expr(ast.Call(func=ast.Attribute(value=owner, attr=name))) if name in _NOTES:
            return ast.unparse(owner)
        case ast.Assign(targets=[ast.Subscript(value=owner)], value=ast.Call() as call):
            return ast.unparse(owner) if name_of(call) in _CLOCKS else ""
    return ""


def sent_back(tree: ast.Module | None) -> Iterator[int]:
    """Where a function sends on the very connection on which it receives."""
    for function in functions(tree):
        calls = [call for call in _calls(function) if isinstance(call.func, ast.Attribute)]
        own = {_owner(call) for call in calls if name_of(call) in RECEIVE_CALLS}
        for call in calls:
            if SENDING.search(name_of(call)) and _owner(call) in own:
                yield call.lineno


def repeated(tree: ast.Module | None) -> Iterator[int]:
    """Where something is sent that was sent before by an equal call, or condition, of the block."""
    for node in ast.walk(tree) if tree is not None else ():
        for block in (getattr(node, name, []) for name in ("body", "orelse", "finalbody")):
            sent: set[str] = set()
            for statement in block if isinstance(block, list) else ():
                said = _sending(statement)
                if said & sent:
                    yield statement.lineno
                sent |= said


def said_again(tree: ast.Module | None) -> Iterator[int]:
    """Where a block sends what a line of it sent before, on the same connection, by another call.

    ``s.send(m.encode())`` and then ``s.sendall(bytes(m, "utf-8"))``: both are made of one variable,
    which gets no other value in between.
    """
    for node in ast.walk(tree) if tree is not None else ():
        for block in (getattr(node, name, []) for name in ("body", "orelse", "finalbody")):
            sent: dict[str, set[str]] = {}
            for statement in block if isinstance(block, list) else ():
                match statement:
                    case ast.Expr(ast.Call(func=ast.Attribute(), args=[said]) as call):
                        names = {*_values(said)}
                        if SENDING.search(name_of(call)) and names & sent.get(_owner(call), set()):
                            yield statement.lineno
                        if SENDING.search(name_of(call)):
                            sent[_owner(call)] = names
                    case ast.Expr():
                        pass
                    case _:
                        sent.clear()


def _values(said: ast.expr) -> Iterator[str]:
    """The variables of which something is made, and not what makes it, or has it as a part."""
    called = {id(each.func) for each in ast.walk(said) if isinstance(each, ast.Call)}
    parts = {
        id(each.value)
        for each in ast.walk(said)
        if isinstance(each, ast.Attribute) and id(each) not in called
    }
    for each in ast.walk(said):
        if isinstance(each, ast.Name) and id(each) not in called | parts:
            yield each.id


def functions(tree: ast.Module | None) -> Iterator[ast.AST]:
    """All functions of a file, wherever they stand."""
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, FUNCTIONS):
            yield node


def within(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a file or a function, but for those of functions and classes in it."""
    waiting = [*ast.iter_child_nodes(scope)]
    for node in waiting:
        yield node
        if not isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Lambda)):
            waiting += ast.iter_child_nodes(node)


def name_of(call: ast.Call) -> str:
    """The name of what is called, without what it belongs to."""
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def _sending(statement: ast.stmt) -> set[str]:
    """The calls of a statement that send; of one with a block in it, all of it as one."""
    calls = [
        n for n in ast.walk(statement) if isinstance(n, ast.Call) and SENDING.search(name_of(n))
    ]
    if calls and hasattr(statement, "body"):
        return {ast.dump(statement)}
    return {ast.dump(call) for call in calls}


def always_true(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    """Conditions of which a part after ``or`` asks nothing: a text, or a member of a type.

    Or another element of what the first part compares with one: ``"X" in m[0] or m[1]``.
    """
    types = {kind for _, kind in _typed(tree)}
    for node in ast.walk(tree) if tree is not None else ():
        if not isinstance(node, ast.If | ast.While | ast.IfExp):
            continue
        test = node.test
        if not isinstance(test, ast.BoolOp) or not isinstance(test.op, ast.Or):
            continue
        if not isinstance(test.values[0], ast.Compare):
            continue
        compared = {ast.unparse(each) for each in test.values[0].comparators}
        for value in test.values[1:]:
            text = isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value
            kin = isinstance(value, ast.Attribute) and any(
                one.rpartition(".")[0] == ast.unparse(value.value) for one in compared
            )
            beside = isinstance(value, ast.Subscript) and any(
                one.startswith(f"{ast.unparse(value.value)}[") for one in compared
            )
            if text or kin or beside or _is_of(value, types):
                yield node.lineno, ast.unparse(value)


def gives_and_asks(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    """Conditions that give a name a text or a member of a type, and ask whether that is true.

    Python itself, of ``if word = "Bye"``, asks whether ``:=`` was meant.
    """
    types = {kind for _, kind in _typed(tree)}
    for node in ast.walk(tree) if tree is not None else ():
        if not isinstance(node, ast.If | ast.While | ast.IfExp):
            continue
        match node.test:
            case ast.NamedExpr(target=ast.Name(id=name), value=value):
                text = isinstance(value, ast.Constant) and isinstance(value.value, str)
                if (text and ast.unparse(value)[1:-1]) or _is_of(value, types):
                    yield node.lineno, name


def compares_nothing(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    """Conditions that are but a value of a type (``Message.Ping``), which asks about nothing.

    So is a message itself that is always something, where that is why the function returns.
    """
    known = {name for pair in _typed(tree) for name in pair}
    typed = {name for name, kind in _typed(tree) if kind not in dir(builtins)}
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.If | ast.While | ast.IfExp) and _is_of(node.test, known):
            yield node.lineno, ast.unparse(node.test)
        match node:
            case ast.If(test=ast.Name(id=name), body=[*_, ast.Return()]) if name in typed:
                yield node.lineno, name


def _typed(tree: ast.Module | None) -> Iterator[tuple[str, str]]:
    """The parameters that say of which type they are, with that."""
    for function in functions(tree):
        assert isinstance(function, FUNCTIONS)
        for each in function.args.args:
            if isinstance(each.annotation, ast.Name):
                yield each.arg, each.annotation.id


def _is_of(node: ast.expr, names: set[str]) -> bool:
    """Whether it is a value of one of these types, by how it is written: ``Message.Ping``."""
    match node:
        case ast.Attribute(value=ast.Name(id=kind), attr=name):
            return kind in names and name[0].isupper()
    return False


def unbracketed(tree: ast.Module | None, text: str) -> Iterator[tuple[str, int]]:
    """Functions that a condition names without calling them, though the file tells how.

    By a call of the same name, or since it is defined there and that name means nothing else.  Or
    the condition asks for a name that was given such a function, and nothing else.
    """
    nodes = list(ast.walk(tree)) if tree is not None else []
    own = {each.name for each in nodes if isinstance(each, FUNCTIONS)}
    own -= {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    own -= {each.arg for each in nodes if isinstance(each, ast.arg)}
    for node in (one for test in nodes for one in conditions(test)):
        shown = isinstance(node, ast.Attribute) and f".{node.attr}(" in text
        if shown or (isinstance(node, ast.Name) and node.id in own):
            yield _called(node), node.lineno
        for value in _given_to(nodes, node):
            if isinstance(value, ast.Attribute) and f".{value.attr}(" in text:
                yield value.attr, value.lineno


def _given_to(nodes: list[ast.AST], name: ast.expr) -> list[ast.expr]:
    """The one value that a name is given; none if there are several."""
    if not isinstance(name, ast.Name):
        return []
    stores = [n for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    values = [
        node.value
        for node in nodes
        if isinstance(node, ast.Assign) and [ast.unparse(t) for t in node.targets] == [name.id]
    ]
    return values if sum(each.id == name.id for each in stores) == len(values) == 1 else []


def captures(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    """Cases of a match that seem to ask for a value, and take whatever comes: ``case Ping:``."""
    for node in ast.walk(tree) if tree is not None else ():
        match node:
            case ast.match_case(pattern=ast.MatchAs(pattern=None, name=str(name)), guard=None):
                if name[0].isupper():
                    yield node.pattern.lineno, name


def only_named(tree: ast.Module | None) -> Iterator[tuple[str, int]]:
    """Statements that are but the name of a function: one of the file's own, or one that sends.

    So is one that is only looked up in a table of functions, and one that sends and is returned.
    """
    own = {function.name for function in functions(tree) if isinstance(function, FUNCTIONS)}
    tables = {
        target.id
        for node in (ast.walk(tree) if tree is not None else ())
        if isinstance(node, ast.Assign) and _has_functions(node.value, own)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree) if tree is not None else ():
        match node:
            case ast.Return(value=ast.Attribute(attr=name)) if SENDING.search(name):
                yield name, node.lineno
        if not isinstance(node, ast.Expr):
            continue
        if isinstance(node.value, ast.Name | ast.Attribute):
            name = _called(node.value)
            if name in own or SENDING.search(name):
                yield name, node.lineno
        elif isinstance(node.value, ast.Subscript):
            table = node.value.value
            if getattr(table, "id", "") in tables or _has_functions(table, own):
                yield ast.unparse(node.value), node.lineno


def _has_functions(value: ast.expr, own: set[str]) -> bool:
    """Whether it is a table of functions: written there, the file's own, or such that send."""
    return isinstance(value, ast.Dict) and all(
        isinstance(each, ast.Lambda) or _called(each) in own or SENDING.search(_called(each))
        for each in value.values
    )


def _called(node: ast.expr) -> str:
    """The name of a function, without what it belongs to; empty if it is none."""
    return str(getattr(node, "attr", getattr(node, "id", "")))


def given_to_sends(tree: ast.Module | None) -> Iterator[tuple[int, frozenset[str]]]:
    """The calls that send, with those parameters of their function that they are given."""
    for function in functions(tree):
        assert isinstance(function, FUNCTIONS)
        own = {each.arg for each in function.args.args}
        for call in _calls(function):
            if SENDING.search(name_of(call)):
                names = {each.id for each in call.args if isinstance(each, ast.Name)}
                yield call.lineno, frozenset(own & names)


def _calls(function: ast.AST) -> list[ast.Call]:
    """The calls of a function in the order of their lines, those of functions in it left out."""
    found: list[ast.Call] = []
    todo = list(ast.iter_child_nodes(function))
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Call):
            found.append(node)
        if not isinstance(node, (*FUNCTIONS, ast.Lambda, ast.ClassDef)):
            todo += ast.iter_child_nodes(node)
    return sorted(found, key=lambda call: (call.end_lineno or 0, call.end_col_offset or 0))


def _owner(call: ast.Call) -> str:
    return ast.dump(call.func.value) if isinstance(call.func, ast.Attribute) else ""
