"""Threads that are never started, and functions that are called where they should be named.

What a source shows counts only where a run shows it, too: that there never was a second thread,
that nobody listened to a client, or that an error came of what another thread had not done yet.
"""

import ast
from collections.abc import Callable, Iterator

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Code, Place
from harness.diagnosis.errors import first
from harness.diagnosis.tracebacks import traces
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

Shape = Callable[[ast.Module | None], Iterator[int]]

_BESIDE = ("waits", "sends", "asks", "prints", "one of")
_OF_NO_THREAD = frozenset({"join", "is_alive", "isAlive", "daemon", "setDaemon", "name"})


def called_at_once(case: Case) -> Iterator[Diagnosis]:
    """The function of a thread runs before the thread, or without one."""
    for who in case.students():
        runs = [run for run in case.alone(who) if run.all(ev.Quiet)]
        made, ran = _places(case.code(who), _targets), _places(case.code(who), _runs)
        unheard = [f for run in runs for f in run.unmet if _is_unheard(f, who)]
        if not (made or ran) or not unheard or any(_threads(run, who) > 1 for run in runs):
            continue
        yield from case.diagnosis(
            "called-at-once",
            [f for run in runs for f in run.unmet if f.verb in _BESIDE and who in f.actors],
            "The function is called here and now, not by the thread: target takes its name alone"
            if made
            else "run() calls the function here and now, and no thread begins",
            (made or ran)[0],
            happened=f"Whenever all was quiet, {who} had one thread",
            do="Give its arguments apart: Thread(target=f, args=(x,))."
            if made
            else "start() begins a thread, which then calls run() by itself.",
        )


def never_started(case: Case) -> Iterator[Diagnosis]:
    """A thread is made, and no line starts it; so one client is not listened to."""
    for who in case.students():
        named, unused = _places(case.code(who), _named_start), _places(case.code(who), _unstarted)
        for run in case.alone(who) if named or unused else ():
            unheard = [f for f in run.unmet if _is_unheard(f, who)]
            if not unheard or run.failed(who):
                continue
            yield from case.diagnosis(
                "never-started",
                [f for f in run.unmet if who in f.actors and f.at >= unheard[0].at],
                "start is named here and not called, so that the thread does not begin"
                if named
                else "A thread is made here and never started",
                (named or unused)[0],
                happened=unheard[0].happened,
                do="Parentheses call it: start()."
                if named
                else "Each thread needs a start() of its own.",
            )
            return


def never_joined(case: Case) -> Iterator[Diagnosis]:
    """A join() lacks its parentheses, and the program fails further down."""
    for who in case.students():
        places = _places(case.code(who), _named_join)
        runs = [run for run in case.alone(who) if places and _fails_below(case, run, who, places)]
        if runs:
            yield from case.diagnosis(
                "never-joined",
                [f for run in runs for f in run.findings if f.verdict != "met"],
                "join is named here and not called, so that nobody waits for the thread",
                places[0],
                happened=f"{who} went on at once, and failed for want of what the thread should do",
                do="Parentheses call it: join().",
            )


def _is_unheard(finding: Finding, who: str) -> bool:
    return finding.verb == "waits" and who in finding.actors


def _threads(run: Run, who: str) -> int:
    """The highest number of a thread that a program was seen to have."""
    waits = (wait for rest in run.all(ev.Quiet) for wait in rest.waits if wait.who == who)
    return max((wait.thread for wait in waits), default=0)


def _fails_below(case: Case, run: Run, who: str, places: list[Place]) -> bool:
    trace = first(traces(run.printed(who), case.record.files))
    own = trace is not None and not trace.thread and trace.line > places[0].line
    return own and run.failed(who)


def _places(code: Code, shape: Shape) -> list[Place]:
    return [code.line(file, n) for file, tree in code.trees() for n in sorted({*shape(tree)})]


def _nodes(tree: ast.Module | None) -> Iterator[ast.AST]:
    return ast.walk(tree) if tree is not None else iter(())


def _named(tree: ast.Module | None, method: str) -> Iterator[int]:
    """Statements that are nothing but the name of a method."""
    for node in _nodes(tree):
        if isinstance(node, ast.Expr) and getattr(node.value, "attr", "") == method:
            yield node.lineno


def _named_start(tree: ast.Module | None) -> Iterator[int]:
    yield from _named(tree, "start")


def _named_join(tree: ast.Module | None) -> Iterator[int]:
    yield from _named(tree, "join")


def _is_thread(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and "Thread" in (
        getattr(node.func, "attr", ""),
        getattr(node.func, "id", ""),
    )


def _targets(tree: ast.Module | None) -> Iterator[int]:
    """Threads whose target is a call of one of the file's own functions."""
    own = {node.name for node in _nodes(tree) if isinstance(node, ast.FunctionDef)}
    for node in _nodes(tree):
        words = node.keywords if isinstance(node, ast.Call) and _is_thread(node) else ()
        for call in (word.value for word in words if word.arg == "target"):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in own:
                yield call.lineno


def _runs(tree: ast.Module | None) -> Iterator[int]:
    """Where run() is called on a name that is a thread's."""
    threads = _threads_by_name(tree)
    for node in _nodes(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = getattr(node.func.value, "id", "")
            if node.func.attr == "run" and name in threads:
                yield node.lineno


def _unstarted(tree: ast.Module | None) -> Iterator[int]:
    """Where threads are made of whose names nothing is used that could start them."""
    asked = [
        node.value
        for node in _nodes(tree)
        if isinstance(node, ast.Attribute) and node.attr in _OF_NO_THREAD
    ]
    used = {
        node.id
        for node in _nodes(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in asked
    }
    yield from (line for name, line in _threads_by_name(tree).items() if name not in used)


def _threads_by_name(tree: ast.Module | None) -> dict[str, int]:
    """The names that are given to threads where these are made, with the lines of that."""
    return {
        node.targets[0].id: node.lineno
        for node in _nodes(tree)
        if isinstance(node, ast.Assign)
        and len(node.targets) == 1
        and isinstance(node.targets[0], ast.Name)
        and _is_thread(node.value)
    }
