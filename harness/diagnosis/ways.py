"""To which of the calls that send a message comes, by the conditions that ask which one it is.

A condition is known only where it compares a parameter with one of two messages that were seen,
each by its name in a type (``Message.Ping``), or with the text of the one that did not come.  Of
any other, both ways are open: whether a message equals its own text, code does not tell.
"""

import ast
from collections.abc import Iterable, Iterator

from harness.diagnosis.case import Case
from harness.diagnosis.code import Place
from harness.diagnosis.regions import own_lines
from harness.diagnosis.shapes import FUNCTIONS, SENDING, functions, name_of
from harness.diagnosis.syntax import plain
from harness.model.quick import dataclass


@dataclass(frozen=True, slots=True)
class Come:
    """A message that came, others that did not, and the names that may stand for the first."""

    came: str
    others: frozenset[str]
    given: frozenset[str] = frozenset()


def sent_for(case: Case, who: str, came: str, others: Iterable[str]) -> Place:
    """Of several lines of a student's own that send, the only one that this message comes to."""
    return _only(case, who, Come(came, frozenset(others) - {came}))


def sent_instead(case: Case, who: str, came: str, instead: str) -> Place:
    """The only one by which another message, by name or as a text, can go out for this one."""
    return _only(case, who, Come(came, frozenset({instead})), instead)


def sent_back_as(case: Case, who: str, came: str) -> Place:
    """The only line by which a message that came goes out again."""
    return _only(case, who, Come(came, frozenset()), came)


def sent_by_name(case: Case, who: str, said: str) -> Place:
    """The only line by which a message goes out by its name, or as a text, whatever has come."""
    return _only(case, who, Come("", frozenset()), said)


def sent_by_each(case: Case, who: str, came: str, others: Iterable[str]) -> list[Place]:
    """The lines of a student's own that send and that this message may come to, in their order."""
    own, code = own_lines(case, who), case.code(who)
    come = Come(came, frozenset(others) - {came})
    trees = code.trees()[:1]
    lines = {(file, call.lineno) for file, tree in trees for call in sends(tree, come)}
    return [code.line(file, line) for file, line in sorted(lines) if line in own]


def sends(tree: ast.Module | None, come: Come) -> Iterator[ast.Call]:
    """The calls that send and that a message may come to, by all functions of a file."""
    for function in functions(tree):
        assert isinstance(function, FUNCTIONS)
        given = frozenset(each.arg for each in function.args.args)
        yield from _reached(function.body, Come(come.came, come.others, given))


def _only(case: Case, who: str, come: Come, said: str = "") -> Place:
    """The one line of a student's own that the message comes to, of those that send ``said``."""
    own, code = own_lines(case, who) if case.is_kit(who) else set(), case.code(who)
    found = {
        code.line(file, call.lineno)
        for file, tree in code.trees()[:1]
        for call in sends(tree, come)
        if call.lineno in own and (not said or any(_is(each, said, come) for each in call.args))
    }
    return found.pop() if len(found) == 1 else Place()


def _is(given: ast.expr, said: str, come: Come) -> bool:
    """Whether a message is sent by it: by its name, as a text, or as what has come."""
    return said in _said(given) or (said == come.came and isinstance(given, ast.Name))


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
            if isinstance(node, ast.Call) and SENDING.search(name_of(node)):
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
    return False if come.others & _said(asked) else None


def _is_given(side: ast.expr, come: Come) -> bool:
    return isinstance(side, ast.Name) and side.id in come.given


def _said(node: ast.expr) -> set[str]:
    """The message that stands there, by its name in a type or as a text."""
    return {_spelt(node), plain(node.value) if isinstance(node, ast.Constant) else ""} - {""}


def _spelt(node: ast.expr) -> str:
    """The name that a message has in its type; '' for anything else."""
    match node:
        case ast.Attribute(value=ast.Name(), attr=name):
            return name
    return ""
