"""Two connections with one name, and threads of which one is waited for before the next begins.

The source shows that it can be so; a run has to show that it was: the first connection is closed
when the second is made, or the program sleeps in that join() while nobody listens to a client.
"""

import ast
from collections.abc import Iterator
from itertools import pairwise

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import FILE_CALLS, Code, Place
from harness.diagnosis.errors import ends_at
from harness.diagnosis.shapes import name_of
from harness.model import events as ev
from harness.model.result import Diagnosis

ONE_BY_ONE = (
    "The threads run one after the other: join() waits here for one to end before the next is "
    "started"
)
ALL_FIRST = "Start all threads first, then join() them."


def one_name_for_both(case: Case) -> Iterator[Diagnosis]:
    """The second accept() puts its connection where that of the first one was."""
    for who in case.own_servers:
        runs = case.alone(who)
        dropped = [one for run in runs if (one := _dropped(run, who))]
        code = case.code(who)
        places = [code.line(file, n) for file, tree in code.trees() for n in overwriting(tree)]
        if not dropped or len(places) != 1:
            continue
        first, second = dropped[0]
        yield from case.diagnosis(
            "one-name",
            [f for run in runs for f in run.findings if f.verdict != "met" and who in f.actors],
            "Two connections get one name: what this accept() returns overwrites the connection of "
            "the client before",
            places[0],
            happened=f"When {second} had connected, nothing in {who} held the connection of "
            f"{first} any more, so that Python closed it",
            do="Give each connection a name of its own, and use each of them where its client is "
            "meant.",
        )


def one_key_for_both(case: Case) -> Iterator[Diagnosis]:
    """Each connection is kept under the address of its client, and both have one and the same."""
    for who in case.own_servers:
        code = case.code(who)
        places = [code.line(file, n) for file, tree in code.trees() for n in _by_address(tree)]
        runs = [run for run in case.alone(who) if len(places) == 1 and _reads_one(run, who)]
        if runs:
            yield from case.diagnosis(
                "one-key",
                [f for run in runs for f in run.findings if f.verdict != "met" and who in f.actors],
                "Clients on one machine have one address, and differ by their ports: the second "
                "connection is put in the place of the first",
                places[0],
                happened=f"Both had connected, and {who} received nothing from "
                f"{_reads_one(runs[0], who)}" + ends_at(runs[0].printed(who), case.record.files),
                do="What does accept() tell of a client that no other client has?",
            )


def _reads_one(run: Run, who: str) -> str:
    """The client of two that a server takes nothing from, though it may have of the other."""
    clients = run.clients(who)
    read = {e.of for e in run.all(ev.Read, who) if e.count > 0}
    left = [one for one in clients if one not in read and run.sent(one, who)]
    return left[0] if len(clients) == 2 and read and left else ""


def _by_address(tree: ast.Module | None) -> Iterator[int]:
    """The lines that keep a connection under the host of its address, and nowhere else."""
    nodes = list(ast.walk(tree)) if tree is not None else []
    used = [n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)]
    accepted = {
        tuple(map(ast.unparse, node.targets[0].elts))
        for node in nodes
        if isinstance(node, ast.Assign) and _accepted(node)
        if isinstance(node.targets[0], ast.Tuple)
    }
    for node in nodes:
        match node:
            case ast.Assign(
                targets=[
                    ast.Subscript(
                        slice=ast.Subscript(value=ast.Name(id=address), slice=ast.Constant(value=0))
                    )
                ],
                value=ast.Name(id=connection),
            ) if (connection, address) in accepted and used.count(connection) == 1:
                yield node.lineno


def _dropped(run: Run, who: str) -> tuple[str, str] | None:
    """A client whose connection was closed as soon as there was the next one's, and that one."""
    made = [e for e in run.all(ev.Connected) if e.to == who]
    ended = run.exited(who)
    for one, other in pairwise(made):
        later = [e for e in run.all(ev.Closed, who) if e.n > other.n and e.to == one.who]
        said = [e.n for e in run.events if isinstance(e, ev.Sent) and e.who == one.who]
        if one.who == other.who or not later or (ended and ended.n < later[0].n):
            continue
        if not any(n < later[0].n for n in said) and not run.sent(who, one.who):
            return one.who, other.who
    return None


def overwriting(tree: ast.Module | None) -> Iterator[int]:
    """The lines of an accept() whose name has the connection of another, that nothing has used."""
    for block, loop in _blocks(tree):
        taken: dict[str, int] = {}
        for statement in block:
            name = _accepted(statement)
            used = _used(statement)
            taken = {one: line for one, line in taken.items() if one not in used}
            if name and name in taken:
                yield statement.lineno
            if name:
                taken[name] = statement.lineno
        if loop is not None and len(taken) == 1 and not _leaves(loop):
            (name,) = taken
            if name not in _used(loop):
                yield taken[name]


def _accepted(statement: ast.stmt) -> str:
    """The name that a statement gives to what accept() returns."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return ""
    call, target = statement.value, statement.targets[0]
    if not isinstance(call, ast.Call) or getattr(call.func, "attr", "") != "accept":
        return ""
    if isinstance(target, ast.Tuple | ast.List) and target.elts:
        target = target.elts[0]
    return target.id if isinstance(target, ast.Name) else ""


def _used(node: ast.AST) -> set[str]:
    return {
        one.id
        for one in ast.walk(node)
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Load)
    }


def _leaves(loop: ast.stmt) -> bool:
    return any(isinstance(one, ast.Break | ast.Return | ast.Raise) for one in ast.walk(loop))


def _blocks(tree: ast.Module | None) -> Iterator[tuple[list[ast.stmt], ast.stmt | None]]:
    """All lists of statements, each with the loop of which it is the body."""
    for node in ast.walk(tree) if tree is not None else ():
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                loop = node if isinstance(node, ast.For | ast.While) and field == "body" else None
                yield block, loop


def one_after_the_other(case: Case) -> Iterator[Diagnosis]:
    """A thread is waited for before the next one is started."""
    for who in case.own_servers:
        runs = [run for run in case.alone(who) if _sleeps_beside_one(run, who)]
        place = joined_too_soon(case.code(who)) if runs else Place()
        if not place.line:
            continue
        about = [run for run in case.alone(who) if run.students]
        yield from case.diagnosis(
            "one-after-the-other",
            [f for run in about for f in run.unmet if f.verb in _OF_THREADS and who in f.actors],
            ONE_BY_ONE,
            place,
            happened=f"There {who} slept while one thread waited for {_heard(runs[0], who)}, and "
            f"nobody listened to {_unheard(runs[0], who)}",
            do=ALL_FIRST,
        )


_OF_THREADS = ("waits", "sends")


def _sleeps_beside_one(run: Run, who: str) -> bool:
    return bool(_heard(run, who) and _unheard(run, who))


def _rest(run: Run, who: str) -> list[ev.Wait]:
    """What the threads waited for when both clients were there and only one was listened to."""
    made = [e.n for e in run.all(ev.Connected) if e.to == who]
    left = [e.n for e in run.events if isinstance(e, ev.Closed) and who in (e.who, e.to)]
    for rest in run.all(ev.Quiet):
        waits = [wait for wait in rest.waits if wait.who == who]
        main = [w for w in waits if w.thread == 1 and w.on in {"lock", "thread"}]
        heard = [w for w in waits if w.on == "receive" and len(w.of) == 1]
        both = len(run.clients(who)) == 2 and made and max(made) < rest.n
        here = not left or rest.n < min(left)
        if both and here and main and len(heard) == 1 and len(waits) == 2:
            return heard
    return []


def _heard(run: Run, who: str) -> str:
    found = _rest(run, who)
    return found[0].of[0] if found else ""


def _unheard(run: Run, who: str) -> str:
    """The client that had said nothing yet and that nobody listened to."""
    heard = _heard(run, who)
    rests = [e.n for e in run.all(ev.Quiet) if any(w.of == (heard,) for w in e.waits)]
    for one in run.clients(who):
        read = [e for e in run.all(ev.Read, who) if e.of == one and e.n < min(rests, default=0)]
        if one != heard and not read:
            return one
    return ""


def joined_too_soon(code: Code) -> Place:
    """The one join() of a thread after which another is started, none being left to wait for."""
    places = [code.line(file, n) for file, tree in code.trees() for n in _joins(tree)]
    return places[0] if len(set(places)) == 1 else Place()


def _joins(tree: ast.Module | None) -> Iterator[int]:
    """The joins of threads that had no other beside them, if one is started after that."""
    for block, loop in _blocks(tree):
        going: set[str] = set()
        together: set[str] = set()
        alone: list[int] = []
        starts = 0
        for statement in block:
            deed, thread = _of_thread(statement)
            if deed == "start":
                yield from alone
                alone = []
                together |= {*going, thread} if going else set()
                going.add(thread)
                starts += 1
            elif deed == "join" and thread in going:
                if thread not in together:
                    alone.append(statement.lineno)
                going.discard(thread)
        if loop is not None and starts == 1:
            yield from alone


def _of_thread(statement: ast.stmt) -> tuple[str, str]:
    """Whether a statement starts or joins something, and what that is called."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return "", ""
    if call.args or call.keywords or call.func.attr not in {"start", "join"}:
        return "", ""  # the join() of a text, or one with a limit
    return call.func.attr, ast.dump(call.func.value)


_AT_ONCE = (
    *("Thread", "start", "start_new_thread", "submit", "fork", "Process", "Timer"),
    *("gather", "create_task", "ensure_future", "start_soon", "start_server", "select", "poll"),
)


def called_in_turn(code: Code) -> Place:
    """The first of two calls of the function that receives, where nothing is done at once."""
    if code.calls(*_AT_ONCE):
        return Place()
    functions = {call.function for call in code.receives()}
    if len(functions) != 1 or not all(functions):
        return Place()
    called = code.calls(*functions)
    # a function may have the name of what every socket can do: listen(conn), server.listen(2)
    plain = [call for call in called if f".{call.name}(" not in call.place.code]
    called = plain or called
    together = {(call.function, call.loops) for call in called}
    return called[0].place if len(called) > 1 and len(together) == 1 else Place()


_POOLS = ("ThreadPoolExecutor", "ProcessPoolExecutor", "Pool", "ThreadPool")


def pool_of_one(code: Code) -> Place:
    """The one pool there is, if it has a single worker: what is given to it is done in turn."""
    pools = code.calls(*_POOLS)
    single = [
        code.line(file, node.lineno)
        for file, node in code.nodes()
        if isinstance(node, ast.Call) and name_of(node) in _POOLS and _workers(node) == 1
    ]
    others = code.calls(*(name for name in _AT_ONCE if name != "submit"))
    return single[0] if len(single) == len(pools) == 1 and not others else Place()


def _workers(call: ast.Call) -> object:
    """How many workers a pool has, where that is written there."""
    named = (one.value for one in call.keywords if one.arg in {"max_workers", "processes"})
    value = next(named, call.args[0] if call.args else None)
    return value.value if isinstance(value, ast.Constant) else None


def awaited_in_turn(code: Code) -> Place:
    """The first of the reads that one coroutine awaits of one client after the other.

    They are all that are awaited: of two streams, or of each that a loop goes over.
    """
    found = []
    for file, tree in code.trees():
        for node, loop in _awaits(tree, None):
            stream = _stream(node)
            if stream is not None:
                found.append((code.line(file, node.lineno), ast.dump(stream), loop))
    loops = {loop for _, _, loop in found}
    streams = {stream for _, stream, _ in found}
    if len(found) == 1 and isinstance(found[0][2], ast.For):
        each = {ast.dump(ast.Name(one, ast.Load())) for one in _stored(found[0][2].target)}
        return found[0][0] if streams <= each else Place()
    return found[0][0] if len(found) == len(streams) == 2 and loops == {None} else Place()


def _awaits(
    node: ast.AST | None, loop: ast.AST | None
) -> Iterator[tuple[ast.Await, ast.AST | None]]:
    """What is awaited, each with the innermost loop around it in its function."""
    for child in ast.iter_child_nodes(node) if node is not None else ():
        inner = loop
        if isinstance(child, ast.For | ast.While | ast.AsyncFor):
            inner = child
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            inner = None
        if isinstance(child, ast.Await):
            yield child, inner
        yield from _awaits(child, inner)


def _stream(node: ast.Await) -> ast.expr | None:
    """The stream of which a read is awaited."""
    call = node.value
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        return call.func.value if call.func.attr in FILE_CALLS else None
    return None


def _stored(target: ast.expr) -> set[str]:
    return {one.id for one in ast.walk(target) if isinstance(one, ast.Name)}
