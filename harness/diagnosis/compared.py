"""Messages that are compared with texts, where nothing else decides whether something is sent.

Who knows that nothing was sent knows that the two are not equal, be the message no text or the text
spelt otherwise.  So only comparisons count that are surely made, and of which one that came true
would surely have led to a call that sends.
"""

import ast
from collections.abc import Iterator

from harness.diagnosis.shapes import FUNCTIONS, SENDING, functions, name_of
from harness.model.quick import dataclass

_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison: its line, what is compared, with which text, and whether by ``is``."""

    line: int
    left: ast.expr
    text: str
    by_is: bool = False


def typed_as_text(tree: ast.Module | None) -> Iterator[tuple[int, str, str, bool]]:
    """Where an argument is compared with a text: the line, the argument, the text, if by ``is``.

    The argument has the type of an imported name.
    """
    imported = {
        name.asname or name.name
        for node in (ast.walk(tree) if tree is not None else ())
        if isinstance(node, ast.ImportFrom)
        for name in node.names
    }
    for function in functions(tree):
        assert isinstance(function, FUNCTIONS)
        typed = {
            each.arg
            for each in function.args.args
            if isinstance(each.annotation, ast.Name) and each.annotation.id in imported
        }
        values = _assigned(function)
        for one, sends in _asked(function, values):
            about = _names(one.left) & _derived(typed, values) - _names(sends.func)  # not who sends
            if about:
                yield one.line, ast.unparse(one.left), one.text, one.by_is


def compared_with_its_type(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    """Where an argument is compared with the name of its type: the line, and that name."""
    for function in functions(tree):
        assert isinstance(function, FUNCTIONS)
        typed = {
            each.arg: each.annotation.id
            for each in function.args.args
            if isinstance(each.annotation, ast.Name)
        }
        for node in ast.walk(function):
            match node:
                case ast.Compare(
                    left=ast.Name(id=name),
                    ops=[ast.Eq() | ast.Is()],
                    comparators=[ast.Name(id=kind)],
                ):
                    if typed.get(name) == kind:
                        yield node.lineno, kind


def unlike(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    """Where what an argument has, or its type, is compared with a value of that type: why not.

    Or the argument itself with what such a value has.
    """
    for function in functions(tree):
        assert isinstance(function, FUNCTIONS)
        typed = {each.arg: each.annotation.id for each in function.args.args
                 if isinstance(each.annotation, ast.Name)}  # fmt: skip
        for node in ast.walk(function):
            match node:
                case ast.Compare(
                    ops=[ast.Eq(), ast.Eq() | ast.Is()],
                    comparators=[
                        ast.Attribute(value=ast.Name(id=kind)) as middle,
                        ast.Constant(value=bool(last)),
                    ],
                ) if kind in typed.values():
                    both = f"{ast.unparse(node)} asks for {ast.unparse(middle)} == {last}, too"
                    yield node.lineno, both
                case ast.Compare(
                    left=ast.Name(id=name),
                    ops=[ast.Eq() | ast.Is()],
                    comparators=[
                        ast.Attribute(
                            value=ast.Attribute(value=ast.Name(id=kind)), attr="value" | "name"
                        ) as right
                    ],
                ) if typed.get(name) == kind:
                    part = ast.unparse(right)
                    yield node.lineno, f"{name} is a whole message, and {part} a part of one"
                case ast.Compare(
                    left=left,
                    ops=[ast.Eq() | ast.Is()],
                    comparators=[ast.Attribute(value=ast.Name(id=kind)) as right],
                ) if kind in typed.values():
                    said = f"{ast.unparse(left)} is {{}} {ast.unparse(right)} {{}}"
                    match left:
                        case ast.Call(func=ast.Name(id="type")):
                            yield node.lineno, said.format("a type, and", "a value of that type")
                        case ast.Attribute(value=ast.Name(id=name), attr="value" | "name"):
                            if typed.get(name) == kind:
                                yield (
                                    node.lineno,
                                    said.format("a part of a message, and", "is all of it"),
                                )


def set_before_asked(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    """Where an argument gets another value, before a condition asks about it: line and argument."""
    for function in functions(tree):
        assert isinstance(function, FUNCTIONS)
        given = {each.arg for each in function.args.args}
        for at, statement in enumerate(function.body):
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in given:
                    later = [n.test for n in function.body[at + 1 :] if isinstance(n, ast.If)]
                    before = [name in _names(each) for each in function.body[:at]]
                    asked = any(name in _names(test) for test in later)
                    if asked and name not in _names(value) and not any(before):
                        yield statement.lineno, name


def hides_imported(tree: ast.Module | None) -> Iterator[tuple[int, str]]:
    """Where a function makes a class with the name of one that the file imports, and asks by it.

    What is compared with ``Message.Ping`` is the given Message's then, and equals none of these.
    """
    given = {
        each.asname or each.name
        for node in (tree.body if tree is not None else ())
        if isinstance(node, ast.ImportFrom)
        for each in node.names
    }
    for function in functions(tree):
        assert isinstance(function, FUNCTIONS)
        asked = {
            side.value.id
            for node in ast.walk(function)
            if isinstance(node, ast.Compare)
            for side in (node.left, *node.comparators)
            if isinstance(side, ast.Attribute) and isinstance(side.value, ast.Name)
        }
        for statement in function.body:
            if isinstance(statement, ast.ClassDef) and statement.name in given & asked:
                yield statement.lineno, statement.name


def _asked(function: _Function, values: dict[str, ast.expr]) -> Iterator[tuple[Compared, ast.Call]]:
    """The comparisons that are made whatever came before, and the call that each leads to."""
    for at, statement in enumerate(function.body):
        if isinstance(statement, ast.If):
            unequal, one = _condition(statement.test, values)
            then = function.body[at + 1 :] if unequal else statement.body
            sends = _sent_there(then, function)
            if one and sends and (not unequal or _only_leaves(statement)):
                yield one, sends
        elif isinstance(statement, ast.Match):
            yield from _cases(statement, function)
        if any(isinstance(each, ast.Return | ast.Raise) for each in ast.walk(statement)):
            return


def _condition(test: ast.expr, values: dict[str, ast.expr]) -> tuple[bool, Compared | None]:
    """What a condition compares with a text, and whether it is true if the two are not equal."""
    match test:
        case ast.Compare(left=left, ops=[ast.Eq() | ast.Is() as by], comparators=[right]):
            text = _text(right)
            is_by = isinstance(by, ast.Is)
            return False, Compared(test.lineno, left, text, is_by) if text else None
        case ast.Compare(left=left, ops=[ast.NotEq()], comparators=[right]) if _text(right):
            return True, Compared(test.lineno, left, _text(right))
        case ast.Compare(left=left, ops=[ast.In()], comparators=[right]):
            texts = _texts(getattr(right, "elts", []))
            return False, Compared(test.lineno, left, texts[0]) if texts else None
        case ast.Compare(
            left=ast.Name(id=name),
            ops=[ast.IsNot() | ast.NotEq()],
            comparators=[ast.Constant(value=None)],
        ):
            return False, _looked_up(values.get(name), values)
        case ast.Name(id=name):
            return False, _looked_up(values.get(name), values)
        case ast.BoolOp(op=ast.Or(), values=several):
            return False, _alike([_condition(each, values) for each in several])
    return False, None


def _alike(several: list[tuple[bool, Compared | None]]) -> Compared | None:
    """The first of comparisons of which one is enough, if all are of one thing with a text."""
    found = [one for unequal, one in several if one and not unequal]
    same = {ast.unparse(one.left) for one in found}
    return found[0] if len(found) == len(several) and len(same) == 1 else None


def _looked_up(value: ast.expr | None, values: dict[str, ast.expr]) -> Compared | None:
    """What is looked up in a table whose keys are all texts, and by ``get``: no error tells."""
    match value:
        case ast.Call(
            func=ast.Attribute(value=table, attr="get"),
            args=[left] | [left, ast.Constant(value=None)],
        ):
            if isinstance(table, ast.Name):
                table = values.get(table.id, table)
            texts = _texts(table.keys) if isinstance(table, ast.Dict) else []
            return Compared(value.lineno, left, texts[0]) if texts else None
    return None


def _cases(statement: ast.Match, function: _Function) -> Iterator[tuple[Compared, ast.Call]]:
    """The cases that are texts, up to the first that is something else."""
    for case in statement.cases:
        texts = _patterns(case.pattern)
        sends = _sent_there(case.body, function)
        if not texts or case.guard:
            return
        if sends:
            yield Compared(case.pattern.lineno, statement.subject, texts[0]), sends


def _patterns(pattern: ast.pattern) -> list[str]:
    """The texts that a case is for; none if it may be for anything else."""
    match pattern:
        case ast.MatchAs(pattern=ast.pattern() as inner):
            return _patterns(inner)
        case ast.MatchValue(value=value):
            return _texts([value])
        case ast.MatchOr(patterns=several):
            found = [_patterns(each) for each in several]
            return [text for each in found for text in each] if all(found) else []
    return []


def _text(node: ast.expr | None) -> str:
    value = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
    return value if isinstance(value, str) else ""


def _texts(nodes: list[ast.expr | None] | list[ast.expr]) -> list[str]:
    """The texts that these are; none if one of them is something else."""
    found = [_text(each) for each in nodes]
    return found if all(found) else []


def _only_leaves(statement: ast.If) -> bool:
    return isinstance(statement.body[-1], ast.Return) and not statement.orelse


def _sent_there(block: list[ast.stmt], function: _Function) -> ast.Call | None:
    """The call of a block that sends, without another condition, and awaited where it must be."""
    for statement in block:
        call = statement.value if isinstance(statement, ast.Expr) else None
        if isinstance(function, ast.AsyncFunctionDef):
            call = call.value if isinstance(call, ast.Await) else None
        if isinstance(call, ast.Call) and SENDING.search(name_of(call)):
            return call
        if any(isinstance(each, ast.Return | ast.Raise) for each in ast.walk(statement)):
            return None
    return None


def _assigned(function: _Function) -> dict[str, ast.expr]:
    """What the names stand for that are set once in a function, at its top."""
    found: dict[str, ast.expr] = {}
    for statement in function.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name] = value
    stored = [
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return {name: value for name, value in found.items() if stored.count(name) == 1}


def _derived(typed: set[str], values: dict[str, ast.expr]) -> set[str]:
    """The arguments, and the names that were made of one of them."""
    found = set(typed)
    for name, value in values.items():  # in the order in which they were set
        if _names(value) & found:
            found.add(name)
    return found


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
