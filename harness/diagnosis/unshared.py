"""What threads and processes should share, and do not: each has a value of its own.

A process has memory of its own, and a function has names of its own: what it puts there is seen by
nobody else, without any error.  That is told only of names which, by the code, nothing else can
have changed, and of a server that heard both its clients and says neither message first.
"""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Code, Place
from harness.diagnosis.order import answers, asks_for_order, unmet
from harness.diagnosis.syntax import RECEIVE_CALLS
from harness.diagnosis.tracebacks import Trace
from harness.diagnosis.traps import filled_by_processes
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

SENT_BETWEEN = (
    "Threads share what they have. Between processes it has to be sent: "
    "multiprocessing.Queue, Pipe or Manager."
)
_SAY_GLOBAL = (
    "A function changes a name of the program only where it says global and that name; or let it "
    "put what came into a list that all of them share."
)
_EMPTY = ("''", '""', "None", "b''", "0", "[]", "False", "-1")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_OWED = ("sends", "one of")


def between_processes(case: Case) -> Iterator[Diagnosis]:
    """Each process waits for what another one has put where only that one sees it."""
    for who in case.own_servers:
        names = sorted(filled_by_processes(case.code(who)))
        runs = [run for run in case.alone(who) if heard_both(run, who)]
        short = [f for run in runs for f in owed(run, who)]
        if len(names) != 1 or not short or any(run.all(ev.Sent, who) for run in runs):
            continue
        if any(run.failed(who) for run in runs):
            continue
        yield from case.diagnosis(
            "unshared-processes",
            short,
            f"Each process has memory of its own: what one puts into {names[0]} no other one sees",
            case.code(who).only("append", "add", "put", "update", "setdefault"),
            happened=f"{who} received from both clients and sent nothing to either",
            do=SENT_BETWEEN,
        )


def in_a_function(case: Case) -> Iterator[Diagnosis]:
    """What a thread's function notes is a name of its own; outside of it nothing changes."""
    for who in case.own_servers:
        runs = [run for run in case.alone(who) if heard_both(run, who)]
        short = [f for run in runs for f in owed(run, who)]
        kept = [*_kept(case.code(who))] if short and not says_any(runs, who) else []
        for name, param, place in kept[:1]:
            own = f"{name} is a name of the function's own here, and the one outside of it"
            given = f"{param} is a name of the function's own, and {name}, which it is given,"
            yield from case.diagnosis(
                "unshared-names",
                short,
                f"{given if param else own} stays what it was",
                place,
                happened=f"{who} received from both, and told neither what the other had said",
                do=_SAY_GLOBAL,
            )


def stays_empty(case: Case) -> Iterator[Diagnosis]:
    """Which message is called first depends on a name that a function changes for itself only."""
    for who, answered in answers(case):
        found = asks_for_order(answered)
        alike = len({one.by(one.clients) for one in found}) == 1
        if not alike or {one.crossed for one in found} != {True, False} or not unmet(found):
            continue
        kept = [each for each in _kept(case.code(who)) if not each[1]]
        asked = [each for each in kept if _decides(case.code(who), each[0])]
        for name, _, place in asked if len(kept) == 1 else ():
            yield from case.diagnosis(
                "unshared-names",
                unmet(found),
                f"{name} is a name of the function's own here, and the one outside of it stays "
                "what it was",
                place,
                happened=f"Whoever spoke first, {who} named the messages in the same order",
                do=_SAY_GLOBAL,
            )


def still_none(code: Code, trace: Trace, at: Place) -> tuple[str, str, Place]:
    """Of an error that finds None: the name in its line that only a function's own name was for.

    It is None to the whole file, nothing says global, and one function, where the error is not,
    gives it a value; empty if not.
    """
    file, tree = code.trees()[0] if len(code.trees()) == 1 else ("", None)
    nodes = [*ast.walk(tree)] if tree is not None else []
    told = {each for n in nodes if isinstance(n, ast.Global | ast.Nonlocal) for each in n.names}
    made = {
        target.id
        for node in (tree.body if tree is not None and "NoneType" in trace.message else ())
        if isinstance(node, ast.Assign) and ast.unparse(node.value) == "None"
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for name in sorted(made - told):
        storing = [n for n in nodes if isinstance(n, _FUNCTIONS) and _stores(n, name)]
        outside = [n for s in (tree.body if tree else ()) for n in _outside(s)]
        again = [n for n in outside if getattr(n, "id", "") == name and _is_store(n)]
        if len(storing) != 1 or len(again) != 1 or not re.search(rf"\b{name}\b", at.code):
            continue
        around = [n for n in nodes if isinstance(n, _FUNCTIONS) and at.is_in(n)]
        given = {getattr(arg, "arg", "") for n in around for arg in ast.walk(n.args)}
        if storing[0] not in around and name not in given:
            own = f"{name} is a name of the function's own here, and the one outside of it"
            place = code.line(file, _stores(storing[0], name)[0])
            return f"{own} stays None", _SAY_GLOBAL, place
    return "", "", Place()


def _is_store(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Store)


def without_self(case: Case) -> Iterator[Diagnosis]:
    """What an object receives is a name of its function's own, and the object keeps nothing."""
    for who in case.own_servers:
        runs = [run for run in case.alone(who) if heard_both(run, who)]
        short = [f for run in runs for f in run.unmet if f.mood == "must" and who in f.actors]
        short += [f for run in runs for f in owed(run, who)]
        kept = [*_not_of_self(case.code(who))] if short and not says_any(runs, who) else []
        if len(kept) == 1:
            name, place = kept[0]
            yield from case.diagnosis(
                "unshared-names",
                short,
                f"{name} is a name of the function's own here, and self.{name} stays what it was",
                place,
                happened=f"{who} received from both, and told neither what the other had said",
                do="What an object is to keep has self and a dot before its name, each time.",
            )


def _not_of_self(code: Code) -> Iterator[tuple[str, Place]]:
    """What is received into a name that nothing reads, and that an attribute was meant to have."""
    nodes = [(file, n) for file, tree in code.trees() for n in ast.walk(tree or ast.Module([], []))]
    fields = [(n, ast.unparse(n)) for _, n in nodes if isinstance(n, ast.Attribute)]
    filled = {ast.unparse(t) for _, n in nodes if isinstance(n, ast.Assign) for t in n.targets
              if ast.unparse(n.value) not in _EMPTY}  # fmt: skip
    for file, function in nodes:
        if not isinstance(function, _FUNCTIONS):
            continue
        names = [n for n in ast.walk(function) if isinstance(n, ast.Name)]
        for made in (n for n in ast.walk(function) if isinstance(n, ast.Assign)):
            target = made.targets[0]
            if not isinstance(target, ast.Name) or not _receives(made.value):
                continue
            own = f"self.{target.id}"
            read = [n for n in names if n.id == target.id and isinstance(n.ctx, ast.Load)]
            meant = [n for n, said in fields if said == own and isinstance(n.ctx, ast.Store)]
            if not read and meant and own not in filled:
                yield target.id, code.line(file, made.lineno)


def _receives(value: ast.expr) -> bool:
    calls = [n for n in ast.walk(value) if isinstance(n, ast.Call)]
    return any(getattr(each.func, "attr", "") in RECEIVE_CALLS for each in calls)


def _decides(code: Code, name: str) -> bool:
    """Whether a condition outside of all functions asks for that name."""
    return any(
        isinstance(n, ast.If | ast.IfExp) and re.search(rf"\b{name}\b", ast.unparse(n.test))
        for _, tree in code.trees()
        for statement in (tree.body if tree is not None else ())
        for n in _outside(statement)
    )


def heard_both(run: Run, who: str) -> bool:
    """Whether a server took something of each of its two clients out of its sockets."""
    read = {e.of for e in run.all(ev.Read, who) if e.count > 0}
    return len(run.clients(who)) == 2 and read >= {*run.clients(who)}


def owed(run: Run, who: str) -> list[Finding]:
    """What a program should have sent, or done in one of several ways, and did not."""
    return [f for f in run.unmet if f.verb in _OWED and f.mood == "must" and who in f.actors]


def says_any(runs: list[Run], who: str) -> bool:
    """Whether a client was ever told something that another one had said."""
    return any(
        said.data.strip() in run.sent(who, to)
        for run in runs
        for said in run.all(ev.Sent)
        if said.to == who and said.data.strip()
        for to in run.clients(who)
    )


def _kept(code: Code) -> Iterator[tuple[str, str, Place]]:
    """Names of the program that keep their empty value: which, as what a function has it, where.

    Nothing but the function gives it a value, and that under a name of its own.
    """
    if len(code.trees()) != 1:
        return
    ((file, tree),) = code.trees()
    nodes = [*ast.walk(tree)] if tree is not None else []
    told = {each for n in nodes if isinstance(n, ast.Global | ast.Nonlocal) for each in n.names}
    for made in tree.body if tree is not None else ():
        if not isinstance(made, ast.Assign) or ast.unparse(made.value) not in _EMPTY:
            continue
        name = ast.unparse(made.targets[0])
        if name in told or not _is_used(tree, name, made):
            continue
        for function in (n for n in nodes if isinstance(n, _FUNCTIONS)):
            for param in (name, *_given(nodes, function, name)):
                stored = _stores(function, param)
                if len(stored) > 0:
                    yield name, "" if param == name else param, code.line(file, stored[0])


def _is_used(tree: ast.Module | None, name: str, made: ast.Assign) -> bool:
    """Whether the program itself reads that name, and gives it no other value."""
    outside = [n for s in tree.body for n in _outside(s)] if tree is not None else []
    own = [n for n in outside if isinstance(n, ast.Name) and n.id == name]
    stores = [n for n in own if not isinstance(n.ctx, ast.Load)]
    return len(stores) == 1 and len(own) > 1 and stores[0].lineno == made.lineno


def _outside(node: ast.AST) -> Iterator[ast.AST]:
    if not isinstance(node, (*_FUNCTIONS, ast.Lambda, ast.ClassDef)):
        yield node
        for child in ast.iter_child_nodes(node):
            yield from _outside(child)


def _stores(function: ast.AST, name: str) -> list[int]:
    """Where a function gives a name a value of its own."""
    found = [n for n in ast.walk(function) if isinstance(n, ast.Name) and n.id == name]
    return sorted(n.lineno for n in found if isinstance(n.ctx, ast.Store))


def _given(
    nodes: list[ast.AST], function: ast.FunctionDef | ast.AsyncFunctionDef, name: str
) -> Iterator[str]:
    """The parameters as which a function is given a name, by a thread's args or a call."""
    params = [each.arg for each in function.args.args]
    for call in nodes:
        if not isinstance(call, ast.Call):
            continue
        words = {word.arg: word.value for word in call.keywords}
        target, args = words.get("target"), words.get("args")
        if target is not None and ast.unparse(target) == function.name:
            given = args.elts if isinstance(args, ast.Tuple | ast.List) else []
        else:
            given = call.args if ast.unparse(call.func) == function.name else []
        for param, each in zip(params, given, strict=False):
            if ast.unparse(each) == name:
                yield param
