"""What keeps a student's one line that sends from being come to, for a message that it should send.

The function is given, called anew for each message, and asks what it was given: such questions are
answered rightly, and the same where others were passed on.  So where some messages are passed on,
it is another condition that keeps the rest from it, if there is only one.
"""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.asked import is_due, said_to
from harness.diagnosis.branches import condition_of, leaving
from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import Place
from harness.diagnosis.difference import record
from harness.diagnosis.handling import silent
from harness.diagnosis.regions import own_lines, own_send
from harness.diagnosis.shapes import SENDING
from harness.diagnosis.tracebacks import traces
from harness.model import events as ev
from harness.model.play import MET, UNMET, Finding
from harness.model.result import Diagnosis

_RETURNS = "your function returns before that"
_ABSENT = "who could not be sent one before is sent none any more"
_ANSWERS = ("true", "false")
_AMONG = re.compile(r"\bin \w")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_MADE = ("lower", "upper", "casefold", "title", "capitalize", "swapcase")


def not_come_to(case: Case) -> Iterator[Diagnosis]:
    """A client's one line that sends was never come to, for whatever reason.

    Where errors are caught, it may have been come to, and failed; where it only makes a coroutine,
    or hands over what would send, too.
    """
    for who, short in silent(case):
        send, code = own_send(case, who), case.code(who)
        own = own_lines(case, who)
        inside = [node for _, node in code.nodes() if getattr(node, "lineno", 0) in own]
        if who in case.listeners or any(isinstance(n, ast.Try | ast.With) for n in inside):
            continue
        at = [n for n in inside if isinstance(n, ast.Call) and n.lineno == send.line]
        awaited = {id(n.value) for n in inside if isinstance(n, ast.Await)}
        tasks = any(isinstance(n, ast.AsyncFunctionDef) for _, n in code.nodes())
        if not at or len(at) > 1 or (tasks and id(at[0]) not in awaited):
            continue
        if not any([*traces(run.readable(who), case.record.files)] for run in case.alone(who)):
            yield from case.diagnosis(
                "not-come-to",
                short,
                "Your function does not come to the line that sends",
                send,
                happened=f"{who} got the message, and sent nothing",
                do="What must be true for that? Print it, just before it is asked.",
            )


def in_the_way(case: Case, hub: str, *, silent: bool) -> tuple[Place, str]:
    """The condition by which what sends is not come to, and how, as far as that is sure.

    ``silent``: nothing was sent at all; then it may be around several lines that send.
    """
    due = _due(case, hub)
    missed = [each for each in due if each[1].verdict == UNMET]
    done = [said for _, f, said in due if f.verdict == MET]
    sends, code, own = own_send(case, hub), case.code(hub), own_lines(case, hub)
    failed = any([*traces(run.printed(hub), case.record.files)] for run, *_ in missed)
    before = _left_before(case, hub, sends) if done and not failed else Place()
    if before.line:
        return before, _RETURNS
    leaves = any(place.line in own for place in leaving(code))
    around = {condition_of(code, each) for each in code.sends() if silent and each.line in own}
    around = around or {condition_of(code, sends)}
    place = around.pop() if len(around) == 1 and not leaves else Place()
    name, method = _other_name(case, hub, place, [said for *_, said in missed], done)
    if name and done:
        return place, f'{method}() makes another name of "{name}"'
    absent = (
        any(said_to(run, hub, each) for each in _forbidden(run, hub, f)) for run, f, _ in missed
    )
    if done and _AMONG.search(place.code) and all(absent):
        return place, _ABSENT
    return (place, "") if done else _wrongly_asked(case, hub, place, sends)


def _wrongly_asked(case: Case, hub: str, asks: Place, sends: Place) -> tuple[Place, str]:
    """What is odd about the conditions that nothing ever came past, and which of them it is.

    '' if that is not to be seen: of several around the line that sends, it may be any then.
    """
    for function in _functions(case, hub, sends):
        around = [node.test for node in _ifs(function) if _holds(node.body, sends.line)]
        given = next(iter(_arguments(function, sends)), [""])
        named = {n.id for each in around for n in ast.walk(each) if isinstance(n, ast.Name)}
        for test in around if asks.line else ():
            odd = next((odd for part in _parts(test) if (odd := _odd(part, given, named))), "")
            if odd:
                return case.code(hub).line(asks.file, test.lineno), odd
        if len(around) > 1:
            return Place(), ""
    return asks, ""


def _odd(part: ast.expr, given: list[str], named: set[str]) -> str:
    """What is odd about a part of a condition: ``given`` is sent, ``named`` is asked about."""
    match part:
        case ast.UnaryOp(op=ast.Not(), operand=ast.Call(func=asked)):
            return f"it would be only where {ast.unparse(asked)} says no"
        case ast.Compare(
            left=ast.Call(func=asked),
            ops=[ast.Eq() | ast.Is()],
            comparators=[ast.Constant(value=str(said))],
        ) if said.lower() in _ANSWERS:
            return f'"{said}" in quotes is a text, and {ast.unparse(asked)} says {said} without any'
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id=of)) as asked, args=[ast.Name(id=about)]
        ):
            what = ast.unparse(asked)
            if about == of:
                return f"{what} is asked about {of} itself, and that is nobody's name"
            if about in given[1:] and given[0] not in named:
                return f"{what} is asked about {about}, and nothing about {given[0]}"
    return ""


def _parts(test: ast.expr) -> list[ast.expr]:
    """What must all be true for a condition to be."""
    is_and = isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And)
    return test.values if isinstance(test, ast.BoolOp) and is_and else [test]


def _arguments(function: ast.AST, sends: Place) -> Iterator[list[str]]:
    """With what a call that sends is made, if all of it is names."""
    for call in ast.walk(function):
        there = isinstance(call, ast.Call) and call.lineno == sends.line
        args = call.args if isinstance(call, ast.Call) and there else []
        if args and all(isinstance(arg, ast.Name) for arg in args):
            yield [ast.unparse(arg) for arg in args]


def _due(case: Case, hub: str) -> list[tuple[Run, Finding, ev.Sent]]:
    """The messages that were to be passed on: the run, the line, and as they were said."""
    lines = (
        (run, f, said_to(run, hub, f))
        for run in case.alone(hub)
        for f in run.findings
        if is_due(f, hub) and f.objects
    )
    return [(run, f, said) for run, f, said in lines if said is not None]


def _left_before(case: Case, hub: str, sends: Place) -> Place:
    """The condition under which a function returns before it sends.

    No place if there are several, or if something else may keep it from sending.
    """
    functions = [*_functions(case, hub, sends)]
    for function in functions if len(functions) == 1 and _is_plain(functions[0], sends) else ():
        ways = [node for node in _ifs(function) if _leaves(node, sends)]
        own = [node for node in ways if not _asks(node.test, _given(function), wanted="no")]
        before = [node for node in ast.walk(function) if getattr(node, "lineno", 0) < sends.line]
        left = [node for node in before if isinstance(node, ast.Return | ast.Raise)]
        other = len(left) != len(ways) or any(isinstance(node, ast.Await) for node in before)
        other |= not _is_sure(function, sends) or _rounds(function, sends, left)
        if len(own) == 1 and not other:
            return case.code(hub).line(sends.file, own[0].lineno)
    return Place()


def _other_name(
    case: Case, hub: str, asks: Place, missed: list[ev.Sent], done: list[ev.Sent]
) -> tuple[str, str]:
    """A name out of which a student's lines make another before they ask about it, and by what.

    ``asks``: that condition.  Each message that is missed has such a name, under a key under which
    those that arrived have none.  Two empty texts if it is not so.
    """
    for method in _methods(case, hub, asks) if missed and asks.line else ():
        changed = [{*_changed(method, text(sent.data))} for sent in missed]
        kept = {key for sent in done for key, _ in _changed(method, text(sent.data))}
        same = set.intersection(*({key for key, _ in each} for each in changed)) - kept
        named = sorted(value for key, value in changed[0] if key in same)
        if len(named) == 1:
            return named[0], method
    return "", ""


def _methods(case: Case, hub: str, asks: Place) -> set[str]:
    """By what a condition, or a line that gives a name in it a value, makes other texts."""
    own, found = own_lines(case, hub), set[str]()
    for file, tree in case.code(hub).trees()[:1]:
        for node in ast.walk(tree) if tree is not None and file == asks.file else ():
            part: ast.expr | None = None
            if isinstance(node, ast.If) and node.lineno == asks.line:
                part = node.test
            elif isinstance(node, ast.Assign) and node.lineno in own:
                names = (re.escape(ast.unparse(target)) for target in node.targets)
                asked = all(re.search(rf"\b{name}\b", asks.code) for name in names)
                part = node.value if asked else None
            calls = [each for each in ast.walk(part) if isinstance(each, ast.Call)] if part else []
            found |= {getattr(call.func, "attr", "") for call in calls} & {*_MADE}
    return found if len(found) == 1 else set()


def _forbidden(run: Run, hub: str, finding: Finding) -> Iterator[Finding]:
    """The lines that forbade, until then, to send something to whom a message did not reach."""
    for one in run.findings:
        kept = (one.mood, one.verb, one.verdict) == ("never", "sends", MET) and hub in one.actors
        if kept and one.objects == finding.objects and one.at < finding.at:
            yield one


def _changed(method: str, sent: str) -> Iterator[tuple[str, str]]:
    """The texts of a record out of which a method makes others, with their names."""
    for line in sent.splitlines():
        for key, value in record(line).items():
            if isinstance(value, str) and getattr(value, method)() != value:
                yield key, value


def _functions(
    case: Case, hub: str, place: Place
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for file, tree in case.code(hub).trees()[:1]:
        for node in ast.walk(tree) if tree is not None and file == place.file else ():
            if isinstance(node, _FUNCTIONS) and _holds(node.body, place.line):
                yield node


def _is_plain(function: ast.AST, sends: Place) -> bool:
    """Whether the line that sends is a call, awaited or not, and nothing beside it."""
    for node in ast.walk(function):
        if isinstance(node, ast.Expr) and node.lineno == sends.line:
            call = node.value.value if isinstance(node.value, ast.Await) else node.value
            return isinstance(call, ast.Call) and bool(SENDING.search(ast.unparse(call.func)))
    return False


def _given(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """The names that a function is called with, and that stay what they are."""
    stored = {
        node.id
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return {arg.arg for arg in function.args.args} - stored


def _is_sure(function: ast.FunctionDef | ast.AsyncFunctionDef, sends: Place) -> bool:
    """Whether all conditions around what sends only ask what was given."""
    given = _given(function)
    return all(
        _asks(node.test, given, wanted="yes" if _holds(node.body, sends.line) else "no")
        for node in _ifs(function)
        if _holds([*node.body, *node.orelse], sends.line)
    )


def _ifs(function: ast.AST) -> list[ast.If]:
    return [node for node in ast.walk(function) if isinstance(node, ast.If)]


def _holds(body: list[ast.stmt], line: int) -> bool:
    return bool(body) and body[0].lineno <= line <= (body[-1].end_lineno or 0)


def _leaves(node: ast.If, sends: Place) -> bool:
    return node.lineno < sends.line and isinstance(node.body[-1], ast.Return) and not node.orelse


def _rounds(function: ast.AST, sends: Place, left: list[ast.Return | ast.Raise]) -> bool:
    """Whether what sends, or leaves, stands in a loop or where an error may keep it from that."""
    lines = [sends.line, *(each.lineno for each in left)]
    found = (n for n in ast.walk(function) if isinstance(n, ast.While | ast.For | ast.Try))
    return any(_holds(node.body, line) for node in found for line in lines)


def _asks(test: ast.expr, given: set[str], wanted: str) -> bool:
    """Whether a condition only asks something given, about what is given, and wants one answer."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        return _asks(test.operand, given, "no" if wanted == "yes" else "yes")
    if isinstance(test, ast.BoolOp):
        fits = ast.And if wanted == "yes" else ast.Or
        return isinstance(test.op, fits) and all(_asks(each, given, wanted) for each in test.values)
    return (
        wanted == "yes"
        and isinstance(test, ast.Call)
        and isinstance(test.func, ast.Attribute)
        and all(isinstance(n, ast.Name) and n.id in given for n in (test.func.value, *test.args))
    )
