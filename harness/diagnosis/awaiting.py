"""Coroutines that nobody awaits, of which nothing runs; and those that wait without await."""

import ast
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, place_of
from harness.diagnosis.code import Code, Place
from harness.diagnosis.errors import UNAWAITED
from harness.diagnosis.regions import own_lines
from harness.diagnosis.shapes import name_of
from harness.diagnosis.tracebacks import Unawaited, unawaited
from harness.model import events as ev
from harness.model.result import Diagnosis

# what asyncio's streams have, and the given programs
_READS = frozenset({"read", "readexactly", "readline", "readuntil"})
_ASYNC = _READS | {"open_connection", "receive_message", "sock_recv", "wait_for"}
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_NOT_AWAITED = (
    "A coroutine is called and never awaited, so nothing of it runs",
    "Write await before the call.",
)
_OUTSIDE = (
    "await can stand in async functions only. Outside of them, asyncio.run() runs a coroutine, and"
    " waits until it is done."
)
_HANDED_OVER = (
    "An async function is handed to something that calls it and does not await it",
    "Call it yourself, with await before the call.",
)


def blocks_the_loop(case: Case) -> Iterator[Diagnosis]:
    """The one thread of a server's coroutines sleeps in one of them, and others owe an answer."""
    for who in case.own_servers:
        code = case.code(who)
        for run in case.alone(who):
            main = [w for w in run.waits(who) if w.thread == 1 and w.line]
            owed = any((f.verb, f.mood) == ("sends", "must") and who in f.actors for f in run.unmet)
            if not owed or not main or main[0].on not in {"clock", "receive", "lock"}:
                continue
            if not _is_within(code, place_of(main[0])):
                continue
            yield from case.diagnosis(
                "blocks",
                case.unmet_by(who),
                "This call does not await: while the program waits here, none of its coroutines "
                "goes on (blocking)",
                place_of(main[0]),
                happened=f"{who} was still at this line when nothing more happened",
                do="What lets the others go on is awaited. Which of asyncio's functions waits for "
                "this?",
            )
            return


def _is_within(code: Code, place: Place) -> bool:
    """Whether a line stands in an async function, and in no other function within that."""
    around = [
        node
        for file, node in code.nodes()
        if isinstance(node, _FUNCTIONS) and file == place.file
        if place.is_in(node)
    ]
    inner = max(around, key=lambda node: node.lineno, default=None)
    return isinstance(inner, ast.AsyncFunctionDef) and "await " not in place.code


def never_awaited(case: Case) -> Iterator[Diagnosis]:
    """A coroutine is called and not awaited: Python warns of it, and nothing of it runs."""
    for who in case.students():
        warned = [
            (run, one)
            for run in case.alone(who)
            for one in unawaited(run.printed(who), case.record.files)
            if one.name != "sleep"  # which keeps nothing from being done
        ]
        warned = warned or (_let_go(case, who) if case.is_kit(who) else [])
        handed = [] if warned or not case.is_kit(who) else _let_go(case, who, called=False)
        says, do = _HANDED_OVER if handed else _NOT_AWAITED
        warned += handed
        for _, one in warned[:1]:  # of each program the first
            place = case.code(who).line(one.file, one.line)
            if not handed and _is_outside(case.code(who), place):
                do = _OUTSIDE
            runs = list({id(run): run for run, _ in warned}.values())
            yield from case.diagnosis(
                "never-awaited",
                [each for run in runs for each in run.findings if each.verdict != "met"],
                says,
                place,
                happened=f"Python warned: coroutine '{one.name}' was never awaited",
                do=do,
            )


def _is_outside(code: Code, place: Place) -> bool:
    """Whether a line stands in no async function, where await is a syntax error."""
    for file, tree in code.trees():
        if file == place.file and tree is not None:
            functions = [n for n in ast.walk(tree) if isinstance(n, _FUNCTIONS)]
            around = [n for n in functions if n.lineno < place.line <= (n.end_lineno or 0)]
            inner = max(around, key=lambda n: n.lineno, default=None)
            return not isinstance(inner, ast.AsyncFunctionDef)
    return False


def given_to_a_thread(case: Case) -> Iterator[Diagnosis]:
    """A thread calls an async function, which makes a coroutine, and lets go of it at once.

    So nothing of it runs, and what fails further down fails for want of it.
    """
    for who in case.students():
        own = own_lines(case, who) if case.is_kit(who) else None
        found = [
            (run, one.name, place)
            for run in case.alone(who)
            for one in unawaited(run.printed(who), None)
            if one.file.rpartition("/")[2] == "threading.py"
            for place in _begun_with(case.code(who), one.name.rpartition(".")[2])
            if own is None or place.line in own
        ]
        if len({place for *_, place in found}) == 1:
            _, name, place = found[0]
            yield from case.diagnosis(
                "never-awaited",
                [f for run, *_ in found for f in run.findings if f.verdict != "met"],
                "A thread is given an async function: it calls it, gets a coroutine, and nothing "
                "of that runs",
                place,
                happened=f"Python warned: coroutine '{name}' was never awaited",
                do="A thread runs plain functions (def). An async one is awaited, by another async "
                "function or by asyncio.run().",
            )


def _begun_with(code: Code, name: str) -> list[Place]:
    """Where threads are made with a function of that name, or else where their run() is defined."""
    nodes = code.nodes()
    targets = {
        code.line(file, word.value.lineno)
        for file, node in nodes
        if isinstance(node, ast.Call)
        for word in node.keywords
        if word.arg in {"target", "function"}
        if getattr(word.value, "attr", getattr(word.value, "id", "")) == name
    }
    runs = {
        code.line(file, node.lineno)
        for file, node in nodes
        if isinstance(node, ast.AsyncFunctionDef) and node.name == name == "run"
    }
    return [*(targets or runs)]


def reads_without_await(case: Case) -> Iterator[Diagnosis]:
    """What a stream of asyncio's is asked for is not awaited, and is used as bytes further down.

    There the task ends with an error, and of a task in which a client is served not every Python
    tells that before the program ends.
    """
    for who in case.students():
        code = case.code(who)
        found = [
            (code.line(file, at), used)
            for file, tree in code.trees()
            for at, used in (_read_as_bytes(tree) if tree is not None else ())
        ]
        if len(found) == 1:
            place, used = found[0]
            runs = [run for run in case.alone(who) if run.all(ev.Connected)]
            yield from case.diagnosis(
                "never-awaited",
                [f for run in runs for f in run.unmet if who in f.actors],
                UNAWAITED,
                place,
                happened=f"A coroutine has no {used}, so that the task ends with an error there, "
                "and Python may say nothing of it",
                do="With await before the call it runs, and gives what it returns.",
            )


def _read_as_bytes(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Where a stream is read without await in an async function, and what is asked of that."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.AsyncFunctionDef):
            continue
        nodes = [*ast.walk(function)]
        stored = [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        for node in nodes:
            match node:
                case ast.Assign(
                    targets=[ast.Name(id=name)],
                    value=ast.Call(func=ast.Attribute(value=ast.Name(id=of), attr=reads)),
                ) if "reader" in of.lower() and reads in _READS and stored.count(name) == 1:
                    used = [_of_bytes(n, name) for n in nodes if _of_bytes(n, name)]
                    yield from [(node.lineno, used[0])] if used else []


def _of_bytes(node: ast.AST, name: str) -> str:
    """What is called of a name that only bytes have; '' if nothing."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=each), attr=method)) if each == name:
            return f"{method}()" if hasattr(bytes, method) else ""
    return ""


def made_above(code: Code, used: Place) -> Place:
    """Where the coroutine was made that a line uses as a value: the one call above it that can be.

    It gave a name of that line its value, without await.
    """
    for file, tree in code.trees():
        nodes = [*ast.walk(tree)] if tree is not None and file == used.file else []
        asynchronous = {n.name for n in nodes if isinstance(n, ast.AsyncFunctionDef)} | _ASYNC
        names = {n.id for n in nodes if isinstance(n, ast.Name) and n.lineno == used.line}
        found = {
            node.lineno
            for node in nodes
            if isinstance(node, ast.Assign) and node.lineno < used.line
            if isinstance(node.value, ast.Call) and name_of(node.value) in asynchronous
            if any(isinstance(t, ast.Name) and t.id in names for t in node.targets)
        }
        if len(found) == 1:
            return code.line(file, found.pop())
    return Place()


def _let_go(case: Case, who: str, *, called: bool = True) -> list[tuple[Run, Unawaited]]:
    """Where the given program lets go of a coroutine that a student's own line has made for it.

    Or has not ``called``: it names the function, for a thread, say, or for a timer of asyncio's.
    """
    own, main = own_lines(case, who), case.record.mains.get(who, "")
    found = []
    for run in case.alone(who):
        for one in unawaited(run.printed(who), None):
            code, name = case.code(who), one.name.rpartition(".")[2]
            made = [call.place.line for call in code.calls(name)]
            named = [line for each, line in code.names() if each == name]
            lines = [line for line in (made if called else named) if line in own]
            if len(lines) == 1:
                found.append((run, Unawaited(one.name, main, lines[0])))
    return found
