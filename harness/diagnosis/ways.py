"""To which of the calls that send a message comes, by the conditions that ask which one it is.

A condition is known only where it compares a parameter with one of two messages that were seen,
each by its name in a type (``Message.Ping``), or with the text of the one that did not come.  Of
any other, both ways are open: whether a message equals its own text, code does not tell.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from harness.diagnosis.shapes import FUNCTIONS, SEND, functions, name_of
from harness.diagnosis.syntax import plain


@dataclass(frozen=True, slots=True)
class Come:
    """A message that came, another one that did not, and the names that may stand for the first."""

    came: str
    other: str
    given: frozenset[str] = frozenset()


def sends_instead(tree: ast.Module | None, come: Come) -> Iterator[int]:
    """Where it may be that ``come.other`` is sent, by name or as a text, for the one that came."""
    for function in functions(tree):
        assert isinstance(function, FUNCTIONS)
        given = frozenset(each.arg for each in function.args.args)
        for call in _reached(function.body, Come(come.came, come.other, given)):
            if any(come.other in (_spelt(each), plain(_value(each))) for each in call.args):
                yield call.lineno


def _reached(block: list[ast.stmt], come: Come) -> Iterator[ast.Call]:
    """The calls of a block that send, but for those that this message does not come to."""
    for statement in block:
        if isinstance(statement, ast.If):
            known = _truth(statement.test, come)
            if known is not False:
                yield from _reached(statement.body, come)
            if known is not True:
                yield from _reached(statement.orelse, come)
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and SEND.search(name_of(node)):
                yield node


def _truth(test: ast.expr, come: Come) -> bool | None:
    """Whether a condition is true for the message that came; None if that is not known."""
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            known = _truth(operand, come)
            return None if known is None else not known
        case ast.Compare(left=left, ops=[by], comparators=[right]):
            asked = [side for side in (left, right) if not _is_given(side, come)]
            same = _is_same(asked[0], come) if len(asked) == 1 else None
            if same is None:
                return None
            if isinstance(by, ast.Eq | ast.Is):
                return same
            if isinstance(by, ast.NotEq | ast.IsNot):
                return not same
    return None


def _is_same(asked: ast.expr, come: Come) -> bool | None:
    """Whether what is asked about is the message that came."""
    if _spelt(asked) == come.came:
        return True
    return False if come.other in (_spelt(asked), plain(_value(asked))) else None


def _is_given(side: ast.expr, come: Come) -> bool:
    return isinstance(side, ast.Name) and side.id in come.given


def _value(node: ast.expr) -> object:
    return node.value if isinstance(node, ast.Constant) else None


def _spelt(node: ast.expr) -> str:
    """The name that a message has in its type; '' for anything else."""
    match node:
        case ast.Attribute(value=ast.Name(), attr=name):
            return name
    return ""
