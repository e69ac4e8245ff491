"""What a student's lines do not ask of what they were given, before they use it.

The comments between the marks show what can be called.  What no code there calls is a fact, and so
is that a condition with ``or`` is met by one of its sides alone.
"""

import ast
import re
from collections.abc import Iterable
from difflib import get_close_matches

from harness.diagnosis.case import Case
from harness.diagnosis.code import Place
from harness.diagnosis.regions import own_lines, parameters

_NEAR = 0.8  # of two names of which one is the other, misspelt
SENDS = re.compile(r"forward|send")


def uncalled(case: Case, who: str) -> dict[str, Place]:
    """What the comments of a role's region call, and its code does not."""
    code = [row.partition("#")[0] for _, row in _rows(case, who)]
    called = {name for row in code for name in re.findall(r"\.\s*(\w+)", row)}
    return {name: place for name, place in _shown(case, who).items() if name not in called}


def meant(case: Case, who: str, name: str) -> tuple[str, int]:
    """What the comments call by nearly this name, and in which line; '' if nothing or more."""
    shown = _shown(case, who)
    near = get_close_matches(name, [each for each in shown if each != name], 2, _NEAR)
    return (near[0], shown[near[0]].line) if len(near) == 1 else ("", 0)


def why(case: Case, who: str, place: Place) -> tuple[str, Place]:
    """What was not asked before a line was come to, and where, if another line says so."""
    names = [name for name in uncalled(case, who) if not SENDS.match(name)]
    if names:
        return f"your function never calls {' or '.join(names)}", place
    rows = [(n, row.partition("#")[0]) for n, row in _rows(case, who)]
    asks = {name for name in _shown(case, who) if not SENDS.match(name)}
    asked = [n for n, row in rows if asks & {*re.findall(r"\.\s*(\w+)", row)}]
    if asked and place.line and min(asked) > place.line:
        return "your function asks only after that", place
    calls = {n for n, row in rows if _asks_given(row, parameters(case, who))}
    idle = [node for node in _idle(case, who, place) if calls & {*_lines(node.test)}]
    if len(idle) == 1:
        one = case.code(who).line(place.file, idle[0].lineno)
        return "this condition keeps nothing from being done", one
    if calls and calls <= {n for node in idle for n in _lines(node.test)}:
        return "the conditions before it keep nothing from being done", place
    either = _either(case, who, place)
    return ("with or, one side of the condition is enough", either) if either.line else ("", place)


def _shown(case: Case, who: str) -> dict[str, Place]:
    """What the comments of a role's region call."""
    rows = _rows(case, who)
    main = case.record.sources[who][0].name if rows else ""
    return {
        name: Place(main, number)
        for number, row in rows
        if row.lstrip().startswith("#")
        for name in re.findall(r"\.(\w+)\(", row)
    }


def _rows(case: Case, who: str) -> list[tuple[int, str]]:
    """The lines between the marks, with their numbers."""
    sources = case.record.sources.get(who, ()) if case.is_kit(who) else ()
    own = own_lines(case, who) if sources else set()
    rows = sources[0].content.decode("utf-8", "replace").splitlines() if own else []
    return [(n, rows[n - 1]) for n in sorted(own)]


def _either(case: Case, who: str, place: Place) -> Place:
    """The one condition around a line, if one of its sides is enough and all of them are calls."""
    own = own_lines(case, who) if case.is_kit(who) else set()
    around = [node for node in _conditions(case, who, place) if node.lineno in own]
    test = around[0].test if len(around) == 1 else None
    either = isinstance(test, ast.BoolOp) and isinstance(test.op, ast.Or)
    sides = test.values if isinstance(test, ast.BoolOp) and either else []
    if sides and all(isinstance(each, ast.Call) for each in sides):
        return case.code(who).line(place.file, around[0].lineno)
    return Place()


def _asks_given(row: str, given: Iterable[str]) -> bool:
    """Whether a line calls a function of what it was given, other than one that sends."""
    called = re.findall(rf"\b(?:{'|'.join(given)})\.(\w+)\(", row) if given else []
    return any(not SENDS.match(name) for name in called)


def _idle(case: Case, who: str, place: Place) -> list[ast.If]:
    """The conditions above a line after which all goes on as it would without them."""
    return [
        node
        for file, tree in case.code(who).trees()[:1]
        for node in (ast.walk(tree) if tree is not None and file == place.file else ())
        if isinstance(node, ast.If) and not node.orelse and (node.end_lineno or 0) < place.line
        if all(map(_only_says, node.body))
    ]


def _only_says(statement: ast.stmt) -> bool:
    """Whether a statement does nothing, or prints something."""
    match statement:
        case ast.Pass() | ast.Expr(ast.Constant() | ast.Call(func=ast.Name(id="print"))):
            return True
    return False


def _lines(node: ast.expr) -> range:
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


def _conditions(case: Case, who: str, place: Place) -> list[ast.If]:
    return [
        node
        for file, tree in case.code(who).trees()[:1]
        for node in (ast.walk(tree) if tree is not None and file == place.file else ())
        if isinstance(node, ast.If)
        and node.body[0].lineno <= place.line <= (node.body[-1].end_lineno or 0)
    ]
