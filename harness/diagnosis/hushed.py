"""What an ``except`` for all errors may keep quiet, where nothing comes of the lines it is for.

That there was an error nobody can see.  So what is said is that nobody would hear of one, and only
where the lines were surely come to: both clients were heard, or the program was seen further down.
"""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import SEND_CALLS, Code, Place
from harness.diagnosis.shapes import name_of
from harness.diagnosis.tracebacks import Trace
from harness.model import events as ev
from harness.model.result import Diagnosis

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_FILLS = frozenset({"append", "insert", "extend", "add", "put", "update"})
_KEPT = (
    "Something is missing in {0}, and every error of the lines that fill it is caught in line {1} "
    "and kept quiet"
)
_SENDS = (
    "Every error of the lines that send is caught here and kept quiet, and nothing was ever sent"
)
_DO = "Take the except away, run it again, and read what Python says."


def sends_nothing(case: Case) -> Iterator[Diagnosis]:
    """A server that sends in such lines alone has come past them, and nothing was sent."""
    for who in case.own_servers:
        code = case.code(who)
        hidden = code.silent_excepts()
        tried = _tried(code, hidden[0]) if len(hidden) == 1 else range(0)
        sends = _sends(code)
        if not sends or any(line not in tried for line in sends):
            continue
        for run in case.alone(who):
            owed = any((f.verb, f.mood) == ("sends", "must") and who in f.actors for f in run.unmet)
            sent = any(run.sent(who, other) for other in run.clients(who))
            if owed and not sent and len(run.clients(who)) > 1 and _came_past(code, run, who):
                yield from case.diagnosis(
                    "hides-errors",
                    case.unmet_beside(who),
                    _SENDS,
                    hidden[0],
                    happened=f"{who} "
                    + ("ended in good order" if run.exited(who) else "came past these lines")
                    + ", and none of its clients got anything",
                    do=_DO,
                )
                return


def not_noted(case: Case, who: str, trace: Trace, runs: list[Run]) -> tuple[str, str]:
    """Of an error that finds too little: if what should be there is put there by lines like that.

    Each client was heard, so that they were come to; two empty texts if that is not so.
    """
    code = case.code(who)
    hidden = code.silent_excepts()
    tried = _tried(code, hidden[0]) if len(hidden) == 1 else range(0)
    asked = code.line(trace.file, trace.line).code
    fills = [
        (ast.unparse(node.func.value), node.lineno)
        for _, node in code.nodes()
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _FILLS
    ]
    names = {name for name, _ in fills if re.search(rf"(?<![\w.]){re.escape(name)}\b", asked)}
    kept = bool(names) and all(line in tried for name, line in fills if name in names)
    if len(names) != 1 or not kept or not all(_heard_all(run, who) for run in runs):
        return "", ""
    return _KEPT.format(names.pop(), hidden[0].line), _DO


def _heard_all(run: Run, who: str) -> bool:
    heard = {e.of for e in run.all(ev.Read, who) if e.count > 0}
    return len(run.clients(who)) > 1 and {*run.clients(who)} <= heard


def _tried(code: Code, handler: Place) -> range:
    """The lines that a handler is for."""
    found = [node for _, node in code.nodes() if isinstance(node, ast.Try)]
    for node in found if len(code.trees()) == 1 else ():
        if [each.lineno for each in node.handlers] == [handler.line]:
            return range(node.body[0].lineno, (node.body[-1].end_lineno or 0) + 1)
    return range(0)


def _came_past(code: Code, run: Run, who: str) -> bool:
    """Whether a program has come past whatever sends: to its good end, or further down."""
    functions = [node for _, node in code.nodes() if isinstance(node, _FUNCTIONS)]
    sends = _sends(code)
    sending = {each.name for each in functions if sends & {*_lines(each)}}
    ended = run.exited(who)
    if ended is not None:
        return ended.code == 0 and all(_is_named(code, name) for name in sending)
    main = [wait.line for wait in run.waits(who) if wait.thread == 1 and wait.line]
    around = [each for each in functions if main and main[0] in _lines(each)]
    inner = max(around, key=lambda each: each.lineno, default=None)
    calls = [
        node.lineno
        for statement in (inner.body if inner is not None else ())
        if isinstance(statement, ast.Expr | ast.For)
        for node in ast.walk(statement)
        if isinstance(node, ast.Call) and (name_of(node) in sending or node.lineno in sends)
    ]
    return bool(calls) and min(calls) < main[0]


def _is_named(code: Code, name: str) -> bool:
    """Whether a function is called, or handed to something that calls it."""
    return any(name in {getattr(n, "id", ""), getattr(n, "attr", "")} for _, n in code.nodes())


def _sends(code: Code) -> set[int]:
    """The lines that send; a function of the program's own that does so is come to otherwise."""
    return {call.place.line for call in code.calls(*SEND_CALLS)}


def _lines(node: ast.stmt) -> range:
    return range(node.lineno, (node.end_lineno or 0) + 1)
