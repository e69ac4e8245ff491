"""Servers that count to three messages, where each of two clients sends one.

``while len(said) <= 2`` goes round once more when both are there.  That is told only of a number
that stands in the code, for what is put there below a receive, and where both were heard.
"""

import ast
from collections.abc import Iterator

from harness.diagnosis.case import Case
from harness.diagnosis.code import Code, Place
from harness.diagnosis.shapes import SENDING, name_of
from harness.diagnosis.unshared import heard_both, owed
from harness.model import events as ev
from harness.model.result import Diagnosis

_ADDS = frozenset({"append", "appendleft", "insert", "add", "put"})
_WAKES = frozenset({"set", "notify", "notify_all", "release"})
_CLIENTS = 2
_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.Gt: ast.Lt,
    ast.LtE: ast.GtE,
    ast.GtE: ast.LtE,
}
# how many more than the number have to be there, before what an if or the end of a while waits for
_MORE: dict[type[ast.stmt], dict[type[ast.cmpop], int]] = {
    ast.While: {ast.Lt: 0, ast.LtE: 1, ast.NotEq: 0},
    ast.If: {ast.Gt: 1, ast.GtE: 0, ast.Eq: 0},
}


def waits_for_three(case: Case) -> Iterator[Diagnosis]:
    """Both clients have sent their one message, and a condition asks for more."""
    for who in case.own_servers:
        found = _too_many(case.code(who))
        for run in case.alone(who) if len(found) == 1 else ():
            sent = [e for e in run.all(ev.Sent) if e.to == who]
            said = any(run.sent(who, to, sent[-1].n) for to in run.clients(who)) if sent else True
            if said or len(sent) != _CLIENTS or not heard_both(run, who) or not owed(run, who):
                continue
            if not run.exited(who):
                yield from case.diagnosis(
                    "waits-for-three",
                    case.unmet_beside(who),
                    "The server waits for three messages, and of two clients two come",
                    found[0],
                    happened=f"{who} received from both, and went on to wait",
                    do="How many are there when the second one has just been put there? Print it.",
                )
                return


def _too_many(code: Code) -> list[Place]:
    """The conditions that end a loop, or lead to the answer, only when a third has come."""
    if len(code.trees()) != 1:
        return []
    kept = {*_kept(code)}
    return [
        code.line(file, node.lineno)
        for file, node in code.nodes()
        if isinstance(node, ast.While | ast.If) and _asked(node) in {(n, 3) for n in kept}
        if isinstance(node, ast.While) or _answers(node)
    ]


def _answers(node: ast.If) -> bool:
    """Whether what an ``if`` is for sends something, or wakes who does."""
    calls = [n for each in node.body for n in ast.walk(each) if isinstance(n, ast.Call)]
    return any(SENDING.search(name_of(each)) or name_of(each) in _WAKES for each in calls)


def _asked(node: ast.While | ast.If) -> tuple[str, int]:
    """What a condition counts, and how many have to be there; '' if it counts nothing."""
    match node.test:
        case ast.Compare(left=left, ops=[how], comparators=[right]):
            by = type(how)
            if isinstance(left, ast.Constant):
                left, right, by = right, left, _FLIPPED.get(by, by)
            more = _MORE[type(node)].get(by)
            number = right.value if isinstance(right, ast.Constant) else None
            if more is None or type(number) is not int:
                return "", 0
            if isinstance(left, ast.Call) and name_of(left) in {"len", "qsize"}:
                of = left.args[0] if left.args else getattr(left.func, "value", left)
                return ast.unparse(of), number + more
            return ast.unparse(left), number + more
    return "", 0


def _kept(code: Code) -> Iterator[str]:
    """What each message is put into, or counted by: its line stands below one that receives."""
    receives = [(each.function, each.place.line) for each in code.receives()]
    accepts = [(each.function, each.place.line) for each in code.calls("accept")]
    filled: dict[str, list[int]] = {}
    for _, node in code.nodes():
        match node:
            case ast.Call(func=ast.Attribute(value=owner, attr=how)) if how in _ADDS:
                filled.setdefault(ast.unparse(owner), []).append(node.lineno)
            case ast.AugAssign(target=owner, op=ast.Add(), value=ast.Constant(value=1)):
                filled.setdefault(ast.unparse(owner), []).append(node.lineno)
            case ast.Assign(targets=[ast.Subscript(value=owner)]):
                filled.setdefault(ast.unparse(owner), []).append(node.lineno)
    for name, lines in filled.items():
        line = lines[0]
        above = [(at, function) for function, at in receives if at <= line]
        nearest = max(above, default=(0, ""))
        between = any(nearest[0] < at <= line for _, at in accepts)
        if len(lines) == 1 and above and not between:
            yield name
