"""Lines that look as if they counted, and do not: ``++n``, ``n + 1``, ``n == 1``, ``n =+ 1``.

Told where the name gets no other value anywhere, and a condition asks for it: that goes wrong then,
whatever else does.
"""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.case import Case
from harness.diagnosis.code import Code, Place
from harness.diagnosis.regions import own_lines
from harness.model.result import Diagnosis

_TURNED = re.compile(r"\w\s*=\+\s*\d")


def does_not_count(case: Case) -> Iterator[Diagnosis]:
    """A value that stays as it was made, and a condition that asks for it."""
    for who in case.students():
        own = own_lines(case, who) if case.is_kit(who) else None
        found = {
            (name, place, asks)
            for name, place, asks in _idle(case.code(who))
            if own is None or place.line in own
        }
        if len(found) != 1:
            continue
        name, place, asks = found.pop()
        turned = _TURNED.search(place.code)
        yield from case.diagnosis(
            "does-not-count",
            case.unmet_by(who),
            f"=+ adds nothing: {name} gets the same value each time"
            if turned
            else f"This line changes nothing: {name} keeps the value that it was given first",
            place,
            happened=f"At {asks.file}:{asks.line} the program asks for {name}: "
            + asks.code.rstrip(" :"),
            do="Which of the two signs stands first in the operator that adds?"
            if turned
            else "A name gets another value by an assignment only. Which sign makes one?",
        )


def _idle(code: Code) -> Iterator[tuple[str, Place, Place]]:
    """The names that only seem to be counted, the line that should, and the one that asks."""
    given = [
        ast.unparse(node)
        for _, node in code.nodes()
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store)
    ]
    given += [node.arg for _, node in code.nodes() if isinstance(node, ast.arg)]
    for file, node in code.nodes():
        if isinstance(node, ast.Expr | ast.Assign):
            at = code.line(file, node.lineno)
            name, stores = _seems_to_count(node, at)
            asks = _asks(code, name) if name and given.count(name) == 1 + stores else None
            if asks:
                yield name, at, asks


def _seems_to_count(node: ast.Expr | ast.Assign, at: Place) -> tuple[str, bool]:
    """The name that a line seems to count, and whether it stores something there; '' if none."""
    match node:
        case ast.Expr(
            ast.UnaryOp(operand=ast.UnaryOp(operand=ast.Name() | ast.Attribute() as name))
            | ast.BinOp(left=ast.Name() | ast.Attribute() as name, right=ast.Constant())
            | ast.Compare(left=ast.Name() | ast.Attribute() as name, ops=[ast.Eq()])
        ):
            return ast.unparse(name), False
        case ast.Assign(targets=[name], value=ast.UnaryOp(operand=ast.Constant())):
            return (ast.unparse(name), True) if _TURNED.search(at.code) else ("", False)
    return "", False


def _asks(code: Code, name: str) -> Place | None:
    """The first condition that compares a name; one that is only true or false may be a setting."""
    lines = [
        code.line(file, node.lineno)
        for file, node in code.nodes()
        if isinstance(node, ast.If | ast.While | ast.IfExp)
        for compared in ast.walk(node.test)
        if isinstance(compared, ast.Compare)
        if any(
            isinstance(each, ast.Name | ast.Attribute) and ast.unparse(each) == name
            for each in ast.walk(compared)
        )
    ]
    return min(lines, key=lambda each: each.line, default=None)


def asked_before(code: Code, own: set[int]) -> Place:
    """The one branch, of some lines, whose condition a branch above it has: nobody comes to it."""
    found = {
        code.line(file, line)
        for file, node in code.nodes()
        if isinstance(node, ast.If)
        for line in _repeated(node)
        if line in own
    }
    return found.pop() if len(found) == 1 else Place()


def _repeated(first: ast.If) -> Iterator[int]:
    asked, chain = set[str](), [first]
    for node in chain:
        calls = any(
            isinstance(n, ast.Call | ast.NamedExpr | ast.Await) for n in ast.walk(node.test)
        )
        said = ast.unparse(node.test)
        if said in asked and not calls:  # a call may answer otherwise when it is asked again
            yield node.lineno
        asked.add(said)
        chain += [
            each for each in node.orelse if isinstance(each, ast.If) and len(node.orelse) == 1
        ]
