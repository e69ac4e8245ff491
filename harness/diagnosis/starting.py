"""Threads that do not do what they are for: called in their place, never started, not waited for.

What a source shows counts only where a run shows it, too: that there never was a second thread,
that nobody listened to a client, that an error came of what another thread had not done yet, or
that the program had ended before it had heard both its clients.
"""

import ast
import re
from collections.abc import Callable, Iterator
from functools import partial

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Code, Place
from harness.diagnosis.errors import ends_at, first
from harness.diagnosis.regions import own_lines
from harness.diagnosis.shapes import name_of
from harness.diagnosis.tracebacks import traces, way_to
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

Shape = Callable[[ast.Module | None], Iterator[int]]

_BESIDE = ("waits", "sends", "asks", "prints", "one of")
_TELLING = ("waits", "sends")  # what goes wrong where one client is heard after the other
_THREADS = frozenset({"Thread", "Process", "Timer"})
_BLIND = frozenset({"read", "ahead", "owner", "wire", "between"})
_WAITS_FOR = {"join": "for the thread", "wait": "there"}
_BEGIN = "start_new_thread"
_BRACKETS = re.compile(r"\bargs *= *\(")  # else a name may well be that of a tuple
_OF_NO_THREAD = frozenset({"join", "is_alive", "isAlive", "daemon", "setDaemon", "name"})


def called_at_once(case: Case) -> Iterator[Diagnosis]:
    """The function of a thread runs before the thread, or without one."""
    for who in case.students():
        runs = [run for run in case.alone(who) if run.all(ev.Quiet)]
        place, called = _called_target(case.code(who))
        ran = _places(case.code(who), _runs)
        short = [f for run in runs for f in run.unmet if f.verb in _BESIDE and who in f.actors]
        heard = not any(f.verb in _TELLING for f in short)
        if not (called or ran) or heard or any(_threads(run, who) > 1 for run in runs):
            continue
        yield from case.diagnosis(
            "called-at-once",
            short,
            f"{called}() is called here and now, not by the thread: target takes its name alone"
            if called
            else "run() calls the function here and now, and no thread begins",
            place if called else ran[0],
            happened=f"Whenever all was quiet, {who} had one thread",
            do="It is the brackets behind its name that call it."
            if f"{called}()" in place.code
            else "Give its arguments apart: Thread(target=f, args=(x,))."
            if called
            else "start() begins a thread, which then calls run() by itself.",
        )


def never_started(case: Case) -> Iterator[Diagnosis]:
    """A thread is made, and no line starts it; so one client is not listened to."""
    for who in case.students():
        named, unused = _places(case.code(who), _named_start), _places(case.code(who), _unstarted)
        if case.is_kit(who):  # the given lines start what they make
            own = own_lines(case, who)
            named, unused = ([p for p in places if p.line in own] for places in (named, unused))
        for run in case.alone(who) if named or unused else ():
            unheard = [f for f in run.unmet if _is_unheard(f, who, sends=case.is_kit(who))]
            if not unheard and (at := _nothing_read(run, who)) > -1:
                unheard = [f for f in run.unmet if f.at >= at]
            if not unheard or run.failed(who):
                continue
            yield from case.diagnosis(
                "never-started",
                case.unmet_by(who)
                if case.is_kit(who)
                else [f for f in run.unmet if who in f.actors and f.at >= unheard[0].at],
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


def without_run(case: Case) -> Iterator[Diagnosis]:
    """A class of threads has no run(), which is all that a thread does."""
    for who in case.students():
        found = [*_idle_classes(case.code(who))]
        runs = [run for run in case.alone(who) if run.all(ev.Quiet)]
        started = case.code(who).calls("start")
        if len(found) != 1 or not started or any(_threads(run, who) > 1 for run in runs):
            continue
        name, place = found[0]
        yield from case.diagnosis(
            "thread-without-run",
            [f for run in runs for f in run.findings if f.verdict != "met" and who in f.actors],
            f"A thread of {name} does nothing: start() has it call run(), and {name} has no run()",
            place,
            happened=f"Whenever all was quiet, {who} had one thread",
            do="What a thread shall do stands in a method of just that name, in small letters.",
        )


def _idle_classes(code: Code) -> Iterator[tuple[str, Place]]:
    """The classes of threads with objects, and neither a run() nor a target; whole files only."""
    nodes = [(file, node) for file, tree in code.trees() for node in _nodes(tree)]
    if any(tree is None for _, tree in code.trees()) or any(_gives_run(node) for _, node in nodes):
        return
    extended = {ast.unparse(b) for _, n in nodes if isinstance(n, ast.ClassDef) for b in n.bases}
    made = {name_of(node) for _, node in nodes if isinstance(node, ast.Call)}
    for file, node in nodes:
        if not isinstance(node, ast.ClassDef) or node.name in extended or node.name not in made:
            continue
        own = [each for each in node.body if isinstance(each, ast.FunctionDef)]
        if [ast.unparse(b) for b in node.bases] in (["Thread"], ["threading.Thread"]):
            near = [each.lineno for each in own if each.name.strip("_").lower() == "run"]
            yield node.name, code.line(file, near[0] if len(near) == 1 else node.lineno)


def _gives_run(node: ast.AST) -> bool:
    """Whether it is a run(), or what Thread calls in its place."""
    if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "__init__":
        return len(node.args) > 1 or any(w.arg not in {"name", "daemon"} for w in node.keywords)
    name = getattr(node, "name", getattr(node, "attr", getattr(node, "id", "")))
    return name in {"run", "_target", "setattr"}


def never_joined(case: Case) -> Iterator[Diagnosis]:
    """A join() or a wait() lacks its parentheses, and the program fails further down."""
    for who in case.students():
        for verb, what in _WAITS_FOR.items():
            places = _places(case.code(who), partial(_named, method=verb))
            runs = [run for run in case.alone(who) if _fails_below(case, run, who, places)]
            if runs:
                yield from case.diagnosis(
                    "never-joined",
                    [f for run in runs for f in run.findings if f.verdict != "met"],
                    f"{verb} is named here and not called, so that nobody waits {what}",
                    places[0],
                    happened=f"{who} went on at once, without what the thread should do"
                    + ends_at(runs[0].printed(who), case.record.files),
                    do=f"Parentheses call it: {verb}().",
                )


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


def target_of(node: ast.AST) -> str:
    """The name of the function that a thread is given; '' if it is no thread."""
    target = _target(node) if isinstance(node, ast.Call) and _is_thread(node) else None
    return getattr(target, "id", getattr(target, "attr", ""))


def only_named(code: Code, method: str) -> list[Place]:
    """The statements that are nothing but the name of a method, which calls nothing."""
    return _places(code, partial(_named, method=method))


def run_taken(code: Code) -> Place:
    """The first line by which objects of a class with a run() get a value of that name."""
    found = [
        code.line(file, each.lineno)
        for file, node in code.nodes()
        if isinstance(node, ast.ClassDef)
        if any(isinstance(n, ast.FunctionDef) and n.name == "run" for n in node.body)
        for each in ast.walk(node)
        if isinstance(each, ast.Attribute) and isinstance(each.ctx, ast.Store)
        if ast.unparse(each) == "self.run"
    ]
    return min(found, key=lambda each: each.line, default=Place())


def args_without_comma(code: Code, message: str) -> Place:
    """The first thread whose args are a value in brackets, if that is what Python complains of."""
    bare = _places(code, _bare_args) if "argument after * must be an iterable" in message else []
    return next((place for place in bare if _BRACKETS.search(place.code)), Place())


def _bare_args(tree: ast.Module | None) -> Iterator[int]:
    for node in _nodes(tree):
        if isinstance(node, ast.Call) and _target(node) is not None:
            args = [word.value for word in node.keywords if word.arg == "args"]
            if any(isinstance(each, ast.Name | ast.Attribute | ast.Constant) for each in args):
                yield args[0].lineno


def _is_unheard(finding: Finding, who: str, *, sends: bool) -> bool:
    """Whether a program did not listen, or did not do what a thread of its own should have done."""
    missed = finding.verb == "waits" or (
        sends and (finding.verb, finding.mood) == ("sends", "must")
    )
    return missed and who in finding.actors


def _nothing_read(run: Run, who: str) -> int:
    """When one sent ``who`` something of whom it never takes anything out of its socket; else -1.

    Only where it is seen what it takes, and takes nothing while all is quiet.
    """
    if any(e.what in _BLIND for e in run.all(ev.Unseen)):
        return -1
    heard = {e.of for e in run.all(ev.Read, who) if e.count > 0}
    rest = max((e.n for e in run.all(ev.Quiet)), default=-1)
    lost = (e.n for e in run.all(ev.Sent) if e.to == who and e.who not in heard and e.n < rest)
    return min(lost, default=-1)


def _threads(run: Run, who: str) -> int:
    """The highest number of a thread that a program was seen to have."""
    waits = (wait for rest in run.all(ev.Quiet) for wait in rest.waits if wait.who == who)
    return max((wait.thread for wait in waits), default=0)


def _fails_below(case: Case, run: Run, who: str, places: list[Place]) -> bool:
    trace = first(traces(run.printed(who), case.record.files))
    if not places or trace is None or trace.thread:
        return False
    file = places[0].file.rpartition("/")[2]
    below = (file == on and line > places[0].line for on, line in way_to(trace, run.printed(who)))
    return any(below) and run.failed(who)


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


def _is_thread(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and "Thread" in (
        getattr(node.func, "attr", ""),
        getattr(node.func, "id", ""),
    )


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
    yield from (
        node.lineno
        for node in _nodes(tree)
        if isinstance(node, ast.Expr) and _is_thread(node.value)
    )


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


def _ends_before_it_reads(run: Run, who: str) -> bool:
    ended = run.exited(who)
    if not run.student(who) or ended is None or ended.code != 0:
        return False
    spoke = min((e.n for e in run.all(ev.Sent) if e.to == who), default=run.events[-1].n)
    if any(e.n > spoke for e in run.all(ev.Sent, who)):
        return False  # it has answered; what it said before was a welcome
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
