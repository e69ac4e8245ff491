"""Bytes, as recv() returns them, that are compared with a text: never equal, and no error.

That the comparison is the mistake is known where the very text has come, and what was asked for
after that was not done.  In Python 2 the two are equal: the file has to show that it is none of it.
"""

import ast
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import Place
from harness.diagnosis.shapes import FUNCTIONS, within
from harness.diagnosis.traps import is_of_python_3
from harness.model import events as ev
from harness.model.quick import dataclass
from harness.model.result import Diagnosis

_STAY = frozenset({"strip", "rstrip", "lstrip", "lower", "upper"})  # bytes, of bytes
_SAYS = "{0} is bytes, as recv() returns them, and bytes never equal a text such as {1}"
_DO = "decode() makes text of bytes; or compare with bytes, which have a b before their quotes."


@dataclass(frozen=True, slots=True)
class _Asked:
    """A comparison of bytes with a text: where, of what, and with which."""

    place: Place
    of: str
    said: str


def bytes_and_text(case: Case) -> Iterator[Diagnosis]:
    """What a program compares has come, and is not taken for what it is compared with."""
    for who in case.students():
        asked = [] if case.is_kit(who) else _compared(case, who)
        for one in asked:
            short = [
                finding
                for run in case.runs
                if run.student(who) and (at := _came(run, who, one.said)) > -1
                for finding in run.unmet
                if finding.at >= at
            ]
            if not any(who in finding.actors for finding in short):
                continue
            yield from case.diagnosis(
                "bytes-and-text",
                short,
                _SAYS.format(one.of, repr(one.said)),
                one.place,
                happened=f"The other side closed its connection, and {who} did not see it so"
                if not one.said
                else f'"{one.said}" came to {who}, and it did not take it for that',
                do=_DO,
            )
            return


def _came(run: Run, who: str, said: str) -> int:
    """When a text first came to a program, or an end if it is an empty one; -1 if it did not."""
    if not said:
        return min((e.n for e in run.all(ev.Closed) if e.to == who), default=-1)
    came = (e for e in run.all(ev.Sent) if e.to == who and text(e.data).strip() == said.strip())
    return min((e.n for e in came), default=-1)


def _compared(case: Case, who: str) -> list[_Asked]:
    code = case.code(who)
    found = []
    for file, tree in code.trees():
        nodes = [*ast.walk(tree)] if tree is not None else []
        if tree is None or not any(map(is_of_python_3, nodes)):
            continue
        for scope in [tree, *(n for n in nodes if isinstance(n, FUNCTIONS))]:
            inside = [*within(scope)]
            bytes_ = _bytes(scope, inside)
            for node in inside:
                for of, said in _sides(node):
                    if _is_bytes(of, bytes_) and not _asked_otherwise(inside, node, of, said):
                        place = code.line(file, node.lineno)  # type: ignore[attr-defined]
                        found.append(_Asked(place, ast.unparse(of), said))
    return found


def _sides(node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """What a comparison compares with a text, and with which."""
    match node:
        case ast.Compare(left=left, ops=[ast.Eq() | ast.NotEq()], comparators=[right]):
            for one, other in ((left, right), (right, left)):
                if isinstance(other, ast.Constant) and isinstance(other.value, str):
                    yield one, other.value
        case ast.Compare(
            left=left,
            ops=[ast.In() | ast.NotIn()],
            comparators=[ast.List(elts=several) | ast.Tuple(elts=several) | ast.Set(elts=several)],
        ):
            for other in several:
                if isinstance(other, ast.Constant) and isinstance(other.value, str):
                    yield left, other.value


def _asked_otherwise(inside: list[ast.AST], compared: ast.AST, of: ast.expr, said: str) -> bool:
    """Whether the same is asked in another way, too, that may come true."""
    here = {id(n) for n in ast.walk(compared)}
    for node in inside:
        if isinstance(node, ast.Constant) and id(node) not in here:
            if node.value == said.encode() or (said and node.value == said):
                return True
        elif not said and any(ast.unparse(each) == ast.unparse(of) for each in _truths(node)):
            return True
    return False


def _truths(node: ast.AST) -> Iterator[ast.expr]:
    """What a node asks whether there is anything in it."""
    match node:
        case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
            yield test
        case ast.BoolOp(values=values) | ast.Call(func=ast.Name(id="len" | "bool"), args=values):
            yield from values
        case ast.UnaryOp(operand=operand):
            yield operand


def _bytes(scope: ast.AST, inside: list[ast.AST]) -> set[str]:
    """The names that are given nothing but what was received."""
    given: dict[str, list[bool]] = {}
    for node in inside:
        match node:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.NamedExpr(target=ast.Name(id=name), value=value)
            ):
                given.setdefault(name, []).append(_is_bytes(value, set()))
    stored = [n.id for n in inside if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    others = {arg.arg for arg in ast.walk(scope) if isinstance(arg, ast.arg)}
    others |= {name for n in inside if isinstance(n, ast.Global | ast.Nonlocal) for name in n.names}
    return {
        name
        for name, each in given.items()
        if all(each) and stored.count(name) == len(each) and name not in others
    }


def _is_bytes(value: ast.expr, names: set[str]) -> bool:
    match value:
        case ast.Name(id=name):
            return name in names
        case ast.NamedExpr(value=inner):
            return _is_bytes(inner, names)
        case ast.Call(func=ast.Attribute(value=of, attr=how)):
            stays = how in _STAY and not value.args and _is_bytes(of, names)
            return how == "recv" or stays
    return False
