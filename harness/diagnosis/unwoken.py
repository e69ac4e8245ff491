"""Events that are waited for, and that nobody sets: others are, or the line is not come to.

An event wakes whoever waits for that same event.  One that is made in a function is made anew in
each call, and one that ``__init__()`` makes is each object's own, however alike their names are.
What is told of a thread holds while it sleeps there; a coroutine is seen by nobody, so that of
those only what the function itself shows is told: that no other call can have its event.
"""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.branches import condition_of
from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Code, Place, known
from harness.diagnosis.shapes import name_of
from harness.model import events as ev
from harness.model.result import Diagnosis

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_INNER = (*_FUNCTIONS, ast.Lambda)
_WAITS = re.compile(r"([\w.]+)\.wait\(")
_ASKS = frozenset({"set", "wait", "is_set", "clear"})
_ANEW = (
    "{0}() makes an event of its own in each call: to set it there wakes nobody who waits in "
    "another call of {0}()"
)
_OWN = "Each {0} has an event of its own, and to set one wakes nobody who waits for another's"
_SHARE = "Those who wait and those who set it need one and the same: where could it be made once?"
_NEVER = (
    "wait() sleeps until the event is set, and the program never comes to the line that sets it"
)
_PRINT = "What has to be so that this line is come to? Print that, just before."


def made_anew(case: Case) -> Iterator[Diagnosis]:
    """A server whose function waits for an event that only this one call of it can set."""
    for who in case.own_servers:
        for function, place, line in _anew(case.code(who)):
            runs = [run for run in case.alone(who) if _is_stuck(run, who, function, line)]
            yield from case.diagnosis(
                "event-anew",
                [f for run in runs for f in run.unmet if who in f.actors],
                _ANEW.format(function.name),
                place,
                happened=f"Line {line} waits for it, and nothing but the same call could set it",
                do=_SHARE,
            )


def _is_stuck(run: Run, who: str, function: ast.AST, line: int) -> bool:
    """Whether a run owes something to clients that are there, and a thread sleeps in that line.

    Where a coroutine sleeps nobody sees.
    """
    owed = any((f.verb, f.mood) == ("sends", "must") and who in f.actors for f in run.unmet)
    sleeps = any(wait.line == line for wait in run.waits(who))
    coroutine = isinstance(function, ast.AsyncFunctionDef)
    return owed and len(run.clients(who)) > 1 and (sleeps or coroutine) and not run.failed(who)


def _anew(code: Code) -> Iterator[tuple[ast.FunctionDef | ast.AsyncFunctionDef, Place, int]]:
    """The functions of which each call has an event of its own; where it is made and waited for."""
    nodes = code.nodes()
    run_once = {
        name_of(arg)
        for _, node in nodes
        if isinstance(node, ast.Call) and name_of(node) in {"run", "run_until_complete"}
        for arg in node.args
        if isinstance(arg, ast.Call)
    }
    for file, function in nodes:
        if not isinstance(function, _FUNCTIONS) or function.name in run_once:
            continue
        inner = [node for node in ast.walk(function) if isinstance(node, _INNER)]
        for made in ast.walk(function) if inner == [function] else ():
            match made:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as value):
                    event = _event(code, name, value)
                    asked = _asked(function, name, event) if event else {}
                    if {"set", "wait"} <= {*asked}:
                        yield function, code.line(file, made.lineno), asked["wait"]


def _event(code: Code, name: str, value: ast.Call) -> str:
    """What is asked as the event that a call makes: itself, or what its __init__() makes."""
    if name_of(value) == "Event":
        return name
    own = [attr for of, attr, _ in _of_objects(code) if of.name == name_of(value)]
    return f"{name}.{own[0]}" if len(own) == 1 else ""


def _asked(function: ast.AST, name: str, event: str) -> dict[str, int]:
    """What a function asks of an event, and where; nothing if the name is used otherwise, too."""
    asked: dict[str, int] = {}
    used = 0
    for node in ast.walk(function):
        match node:
            case ast.Name(id=other, ctx=ast.Load()) if other == name:
                used += 1
            case ast.Call(func=ast.Attribute(value=of, attr=how)) if how in _ASKS:
                if ast.unparse(of) == event:
                    asked[how] = node.lineno
                    used -= 1
            case ast.Global(names=names) | ast.Nonlocal(names=names) if name in names:
                return {}
    return {} if used else asked


def _of_objects(code: Code) -> list[tuple[ast.ClassDef, str, Place]]:
    """The events that an __init__() makes: the class, under which name, and where."""
    return [
        (of, target.attr, code.line(file, node.lineno))
        for file, of in code.nodes()
        if isinstance(of, ast.ClassDef)
        for init in of.body
        if isinstance(init, ast.FunctionDef) and init.name == "__init__"
        for node in ast.walk(init)
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and name_of(node.value) == "Event"
        for target in node.targets
        if isinstance(target, ast.Attribute) and getattr(target.value, "id", "") == "self"
    ]


def never_woken(code: Code, waits: list[ev.Wait]) -> tuple[str, str, Place]:
    """Of threads that sleep in the wait() of an event: why nobody wakes them, and where; or ''."""
    events = {found[1] for wait in waits if (found := _WAITS.search(wait.code))}
    awake = [w for w in waits if not _WAITS.search(w.code) and ".join(" not in w.code]
    if len(events) != 1 or awake:
        return "", "", Place()
    event = events.pop()
    for of, attr, place in _of_objects(code):
        if event.rpartition(".")[2] == attr and _several(code, of) and code.calls("set"):
            return _OWN.format(of.name), _SHARE, place
    sets = [call.place for call in code.calls("set") if _is_of(call.place, event)]
    made = [node for _, node in code.nodes() if _makes(node, event)]
    again = code.calls("set", "clear", "Process")
    if len(sets) == 1 and len(again) == 1 and len(made) == 1:
        return _NEVER, _PRINT, known(condition_of(code, sets[0]), sets[0])
    return "", "", Place()


def _several(code: Code, of: ast.ClassDef) -> bool:
    """Whether more than one object of a class is made."""
    made = code.calls(of.name)
    return len(made) > 1 or any(call.loops for call in made)


def _is_of(place: Place, event: str) -> bool:
    return re.search(rf"(?<![\w.]){re.escape(event)}\.set\(", place.code) is not None


def _makes(node: ast.AST, event: str) -> bool:
    """Whether an assignment gives the name of an event something."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return any(target is not None and ast.unparse(target) == event for target in targets)
