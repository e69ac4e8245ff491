"""Ways in which calls of a function follow one another that name what went wrong, by themselves.

None of them is a mistake alone: a rule that has seen what happened looks here for where.
"""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.syntax import RECEIVE as CALLS

SEND = re.compile("send|forward|write|relay|broadcast", re.IGNORECASE)
RECEIVE = re.compile("receive|recv|readline", re.IGNORECASE)
_NOTES = frozenset({"append", "appendleft", "insert", "put", "put_nowait"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def noted_late(tree: ast.Module | None) -> Iterator[int]:
    """Where a function that receives notes something only after a ``wait()``, and not before."""
    for function in _functions(tree):
        received = waited = False
        for call in _calls(function):
            name = getattr(call.func, "attr", "")
            if name in CALLS:
                received, waited = True, False
            elif name == "wait":
                waited = received
            elif name in _NOTES and received:
                if waited:
                    yield call.lineno
                received = False


def sent_back(tree: ast.Module | None) -> Iterator[int]:
    """Where a function sends on the very connection on which it receives."""
    for function in _functions(tree):
        calls = [call for call in _calls(function) if isinstance(call.func, ast.Attribute)]
        own = {_owner(call) for call in calls if _name(call) in CALLS}
        for call in calls:
            if SEND.search(_name(call)) and _owner(call) in own:
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


def _sending(statement: ast.stmt) -> set[str]:
    """The calls of a statement that send; of one with a block in it, all of it as one."""
    calls = [n for n in ast.walk(statement) if isinstance(n, ast.Call) and SEND.search(_name(n))]
    if calls and hasattr(statement, "body"):
        return {ast.dump(statement)}
    return {ast.dump(call) for call in calls}


def typed_as_text(tree: ast.Module | None) -> Iterator[tuple[int, str, str, bool]]:
    """Where nothing but whether an argument equals a text decides that something is sent.

    Told are the line, what is compared, the text, and whether by ``is``; the argument has the type
    of an imported name.  Who knows that nothing was sent knows that the two are not equal, be the
    argument no text or the text spelt otherwise.
    """
    imported = {
        name.asname or name.name
        for node in (ast.walk(tree) if tree is not None else ())
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    for function in _functions(tree):
        assert isinstance(function, _FUNCTIONS)
        typed = {
            each.arg
            for each in function.args.args
            if isinstance(each.annotation, ast.Name) and each.annotation.id in imported
        }
        for node in _surely(function.body):
            test, sent = node.test, _sent_there(node.body, function)
            if sent is None or not isinstance(test, ast.Compare):
                continue
            said = getattr(test.comparators[0], "value", None)
            about = _names(test.left) & typed - _names(sent.func)  # not who sends
            by = test.ops[0]
            if about and isinstance(said, str) and isinstance(by, ast.Eq | ast.Is):
                yield node.lineno, ast.unparse(test.left), said, isinstance(by, ast.Is)


def _surely(block: list[ast.stmt]) -> Iterator[ast.If]:
    """The conditions of a function that are asked whatever came before them in it."""
    for statement in block:
        if isinstance(statement, ast.If):
            yield statement
        if any(isinstance(each, ast.Return | ast.Raise) for each in ast.walk(statement)):
            return


def _sent_there(block: list[ast.stmt], function: ast.AST) -> ast.Call | None:
    """The call of a block that sends, without another condition, and awaited where it must be."""
    for statement in block:
        call = statement.value if isinstance(statement, ast.Expr) else None
        if isinstance(function, ast.AsyncFunctionDef):
            call = call.value if isinstance(call, ast.Await) else None
        if isinstance(call, ast.Call) and SEND.search(_name(call)):
            return call
    return None


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def always_true(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    """Conditions of which a part after ``or`` asks nothing: a text, or a member of a type."""
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
            if text or kin:
                yield node.lineno, ast.unparse(value)


def only_named(tree: ast.Module | None) -> Iterator[tuple[str, int]]:
    """Statements that are but the name of a function: one of the file's own, or one that sends."""
    own = {function.name for function in _functions(tree) if isinstance(function, _FUNCTIONS)}
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Name | ast.Attribute):
            name = str(getattr(node.value, "attr", getattr(node.value, "id", "")))
            if name in own or SEND.search(name):
                yield name, node.lineno


def given_to_sends(tree: ast.Module | None) -> Iterator[tuple[int, frozenset[str]]]:
    """The calls that send, with those parameters of their function that they are given."""
    for function in _functions(tree):
        assert isinstance(function, _FUNCTIONS)
        own = {each.arg for each in function.args.args}
        for call in _calls(function):
            if SEND.search(_name(call)):
                names = {each.id for each in call.args if isinstance(each, ast.Name)}
                yield call.lineno, frozenset(own & names)


def _functions(tree: ast.Module | None) -> Iterator[ast.AST]:
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, _FUNCTIONS):
            yield node


def _calls(function: ast.AST) -> list[ast.Call]:
    """The calls of a function in the order of their lines, those of functions in it left out."""
    found: list[ast.Call] = []
    todo = list(ast.iter_child_nodes(function))
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Call):
            found.append(node)
        if not isinstance(node, (*_FUNCTIONS, ast.Lambda, ast.ClassDef)):
            todo += ast.iter_child_nodes(node)
    return sorted(found, key=lambda call: (call.end_lineno or 0, call.end_col_offset or 0))


def _name(call: ast.Call) -> str:
    return str(getattr(call.func, "attr", getattr(call.func, "id", "")))


def _owner(call: ast.Call) -> str:
    return ast.dump(call.func.value) if isinstance(call.func, ast.Attribute) else ""
