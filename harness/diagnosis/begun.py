"""Threads that are begun so that they do not do what they are for."""

import ast
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Code, Place
from harness.model import events as ev
from harness.model.result import Diagnosis

_THREADS = frozenset({"Thread", "Process", "Timer"})
_BEGIN = "start_new_thread"


def main_ends_first(case: Case) -> Iterator[Diagnosis]:
    """The server ends without an error while threads that Python does not wait for would read."""
    for who in case.own_servers:
        runs = [run for run in case.alone(who) if _ends_before_it_reads(run, who)]
        place = _not_waited_for(case.code(who)) if runs else Place()
        if not place.line:
            continue
        yield from case.diagnosis(
            "main-ends-first",
            [f for run in runs for f in run.unmet if who in f.actors or f.verb == "one of"],
            "The main thread ends, and with it the whole program: Python does not wait for these "
            "threads",
            place,
            happened=f"{who} ended without an error before it had received from both clients",
            do="Begin them with threading.Thread(target=…, args=(…)) without daemon, and join() "
            "them before the last line.",
        )


def calls_its_target(case: Case) -> Iterator[Diagnosis]:
    """What a thread is to do is called where it should only be named."""
    for who in case.own_servers:
        place, called = _called_target(case.code(who))
        runs = [run for run in case.alone(who) if run.student(who)]
        short = [f for run in runs for f in run.unmet if f.verb == "sends" and who in f.actors]
        if place.line and short:
            yield from case.diagnosis(
                "calls-target",
                short,
                f"{called}() is called here, before there is a thread: the main thread runs it, "
                "and waits",
                place,
                happened=f"So {who} listens to one client after the other",
                do=f"Name the function and hand over what it needs: target={called}, args=(…,).",
            )


def _ends_before_it_reads(run: Run, who: str) -> bool:
    ended = run.exited(who)
    if not run.student(who) or ended is None or ended.code != 0 or run.all(ev.Sent, who):
        return False
    clients = run.clients(who)
    read = {e.of for e in run.all(ev.Read, who) if e.count > 0}
    made = [e.n for e in run.all(ev.Connected) if e.to == who]
    return len(clients) == 2 and max(made) < ended.n and not {*clients} <= read


def _not_waited_for(code: Code) -> Place:
    """The last line that makes a thread which ends with the program, if nothing waits for it."""
    begun = [call.place for call in code.calls(_BEGIN)]
    marked = []
    for file, tree in code.trees():
        for node in ast.walk(tree) if tree is not None else ():
            if _joins(node):
                return Place()
            if isinstance(node, ast.Call | ast.Assign) and _is_daemon(node):
                marked.append(code.line(file, node.lineno))
    return (begun or marked or [Place()])[-1]


def _joins(node: ast.AST) -> bool:
    """Whether it waits for a thread: the join() of a text takes an argument."""
    called = isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "join"
    return called and not getattr(node, "args", ())


def _is_daemon(node: ast.Call | ast.Assign) -> bool:
    if isinstance(node, ast.Assign):
        named = any(isinstance(t, ast.Attribute) and t.attr == "daemon" for t in node.targets)
        return named and _is_true(node.value)
    if getattr(node.func, "attr", "") == "setDaemon":
        return any(_is_true(arg) for arg in node.args)
    return any(one.arg == "daemon" and _is_true(one.value) for one in node.keywords)


def _is_true(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and bool(node.value)


def _called_target(code: Code) -> tuple[Place, str]:
    """The first thread whose target is called, and the function; it must receive, and return
    nothing that a thread could run.
    """
    receive = {call.function for call in code.receives()} - {""}
    for file, tree in code.trees():
        for node in ast.walk(tree) if tree is not None else ():
            if not isinstance(node, ast.Call):
                continue
            called = _called(_target(node))
            if called in receive and not _gives_something(tree, called):
                return code.line(file, node.lineno), called
    return Place(), ""


def _target(node: ast.Call) -> ast.expr | None:
    name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
    if name == _BEGIN:
        return node.args[0] if node.args else None
    if name not in _THREADS:
        return None
    return next((one.value for one in node.keywords if one.arg in {"target", "function"}), None)


def _called(target: ast.expr | None) -> str:
    """The function that is called to get a target; '' if it is only named."""
    called = target.func if isinstance(target, ast.Call) else None
    return called.id if isinstance(called, ast.Name) else ""


def _gives_something(tree: ast.Module | None, name: str) -> bool:
    """Whether a function of that name returns anything, or is none of this file's."""
    found = [
        node
        for node in (ast.walk(tree) if tree is not None else ())
        if isinstance(node, ast.FunctionDef) and node.name == name
    ]
    return not found or any(
        isinstance(one, ast.Return | ast.Yield) and one.value is not None
        for node in found
        for one in ast.walk(node)
    )
