"""Threads that wait for one another, or for what none of them does any more."""

import ast
import math
import re
from collections.abc import Iterator

from harness.diagnosis.branches import leaves_holding, looks_only
from harness.diagnosis.case import Case, Run, place_of
from harness.diagnosis.code import Code, Place
from harness.diagnosis.shapes import name_of
from harness.diagnosis.starting import never_started, only_named
from harness.diagnosis.unwoken import never_woken
from harness.model import events as ev
from harness.model.result import Diagnosis

_IDLE = ("lock", "thread", "clock")
_LOOKS = ("clock", "processor")
_PARTIES = re.compile(r"(\w+)\s*=\s*(?:\w+\.)?Barrier\(\s*(?:parties\s*=\s*)?(\d{1,3})\s*[,)]")
_TAKES = re.compile(r"\.acquire\s*\(|^\s*with\b")
_QUEUES = ("Queue", "LifoQueue", "PriorityQueue", "JoinableQueue")
_HELD = (
    "The thread that waits here for the lock has it already: a Lock cannot be taken twice "
    "(deadlock)"
)
_WHO_HOLDS = "From where is this function called, and what is held there?"
_NOTHING_LEFT = (
    "get() waits here until something is put into the queue, and no thread will do so any more "
    "(deadlock)"
)
_NOT_TRUE = (
    "wait_for() looks at its condition at first and at each notify, and it was not true at any of "
    "them (deadlock)"
)
_NO_NOTIFY = (
    "wait() sleeps until the next notify(), and there is none any more: it wakes only who waits at "
    "that moment (deadlock)"
)


def threads_wait_for_each_other(case: Case) -> Iterator[Diagnosis]:
    """All threads of the server wait for one another, and it still owes an answer.

    One that looks again and again, with a sleep in between, may do so while it holds the lock.
    """
    for who in case.own_servers:
        for run in case.alone(who):
            waits = run.waits(who)
            locks = [w for w in waits if w.on == "lock" and w.line]
            taken = [w for w in locks if _TAKES.search(w.code)]
            looks = [w for w in waits if w.on == "clock" and w.line]
            owed = [f for f in run.unmet if f.verb == "sends" and f.mood == "must"]
            if not locks or not owed or any(w.on not in _IDLE for w in waits):
                continue
            if any(w.on == "clock" for w in waits):
                if taken and len(looks) == 1:
                    yield from _waits_with_the_lock(case, who, taken[0], looks[0])
                    return
                continue
            if told := _of_its_kind(case.code(who), waits, locks):
                says, do = told
                yield from case.diagnosis(
                    "threads-wait",
                    case.unmet_beside(who),
                    says,
                    place_of(locks[0]),
                    happened=f"There a thread of {who} sleeps, and no other will wake it",
                    do=do,
                )
                return
            if found := _barrier(case, who, locks):
                yield from _too_few(case, who, *found)
                return
            if kept := (
                _never_given_back(case, who, locks)
                or _never_set(case, who, locks)
                or _kept_on_one_way(case, who, waits)
            ):
                yield from kept
                return
            if all(w.thread == 1 for w in waits) and [*never_started(case)]:
                return  # a thread that would do it never began: that is told by itself
            held = _taken_again(case.code(who), locks)
            at = held or locks[0]
            says, do, place = never_woken(case.code(who), locks)
            says, do, place = (_HELD, _WHO_HOLDS, place_of(at)) if held else (says, do, place)
            if says:
                yield from case.diagnosis(
                    "threads-wait",
                    case.unmet_beside(who),
                    says,
                    place,
                    happened=f"A thread of {who} sleeps at {at.file}:{at.line}, and no other will "
                    "wake it",
                    do=do,
                )
                return
            others = [f"{w.file}:{w.line}" for w in locks[1:]]
            also = f", and another at {others[0]}" if others else ""
            yield from case.diagnosis(
                "threads-wait",
                case.unmet_beside(who),
                "The threads wait for something that none of them will ever do (deadlock)",
                Place(locks[0].file, locks[0].line, locks[0].code),
                happened=f"There a thread of {who} sleeps{also}: for a lock that nobody releases, "
                "or an event that nobody sets",
                do="Who holds it, what does that thread wait for, and is that in the way of "
                "releasing it?",
            )
            return


def join_of_a_queue(case: Case) -> Iterator[Diagnosis]:
    """The join() of a queue, where nothing ever says that what was taken out of it is done."""
    for who in case.own_servers:
        code = case.code(who)
        queues = {name for call in _QUEUES for name in _made(code, call)}
        for run in case.alone(who) if not code.calls("task_done") else ():
            stuck = [w for w in run.waits(who) if w.line and _joined(w) in queues]
            owed = [f for f in run.unmet if f.verb == "sends" and f.mood == "must"]
            if stuck and owed:
                yield from case.diagnosis(
                    "queue-join",
                    case.unmet_beside(who),
                    "The join() of a queue waits until task_done() was called for each thing that "
                    "was put in, and no line calls it (deadlock)",
                    place_of(stuck[0]),
                    happened=f"There {who} sleeps, whatever was taken out",
                    do="get() waits already until there is something. What is left to wait for?",
                )
                return


def looks_in_vain(case: Case) -> Iterator[Diagnosis]:
    """All that is left of the server looks again and again for what never comes true.

    No other thread is there that could change it, and each of its clients has spoken.
    """
    for who in case.own_servers:
        for run in case.alone(who):
            waits = run.waits(who)
            owed = [f for f in run.unmet if f.verb == "sends" and f.mood == "must"]
            if not owed or len(waits) != 1 or waits[0].on not in _LOOKS:
                continue
            if not run.clients(who) or not all(run.sent(one, who) for one in run.clients(who)):
                continue  # it may wait for what nobody has said
            if not (loop := looks_only(case.code(who), place_of(waits[0]))).line:
                continue
            yield from case.diagnosis(
                "looks-in-vain",
                [f for each in case.alone(who) for f in each.unmet if f.at >= _owes_since(each)],
                "The program looks here again and again, and what it waits for never comes true",
                loop,
                happened=f"{who} still went round in this loop, and no other thread of it was left "
                "that could have changed anything",
                do="What is in each name of the condition by then? Print it in the loop.",
            )
            return


def _owes_since(run: Run) -> float:
    """When something should have been sent first that was not."""
    return min((f.at for f in run.unmet if (f.verb, f.mood) == ("sends", "must")), default=math.inf)


def _gets(wait: ev.Wait) -> str:
    """The queue of which a wait is the get(), with nothing else that could wait in its line."""
    found = re.search(r"([\w.]+)\.get\(\s*\)", wait.code)
    return found[1] if found and wait.code.count("(") == 1 else ""


def _joined(wait: ev.Wait) -> str:
    """What a wait is the join() of."""
    found = re.match(r"\s*([\w.]+)\.join\(\s*\)", wait.code)
    return found[1] if found else ""


def _made(code: Code, *makers: str) -> Iterator[str]:
    """The names that are given what one of these calls makes."""
    for _, node in code.nodes():
        value = node.value if isinstance(node, ast.Assign) else None
        if isinstance(value, ast.Call) and name_of(value) in makers:
            assert isinstance(node, ast.Assign)
            yield from map(ast.unparse, node.targets)


def _of_its_kind(code: Code, waits: list[ev.Wait], locks: list[ev.Wait]) -> tuple[str, str] | None:
    """Of a lock that its holder takes again, of a condition, a queue: what it is, what to do."""
    awake = [w for w in waits if w not in locks]
    if any(".join(" not in w.code for w in awake):
        return None
    conditions = {*_made(code, "Condition")}
    if all(w.code.partition(".wait(")[0].strip() in conditions for w in locks):
        return _NO_NOTIFY, "Ask first whether what you wait for is so already: while not …: wait()."
    if all(w.code.partition(".wait_for(")[0].strip() in conditions for w in locks):
        return _NOT_TRUE, "What is in each name of the condition by then? Print it at the notify."
    queues = {name for call in _QUEUES for name in _made(code, call)}
    if all(_gets(w) in queues for w in locks):
        return _NOTHING_LEFT, "What get() returns it takes out: who takes how much, of how much?"
    alone = len(locks) == 1 and re.match(r"\s*with\b", locks[0].code)
    held = any(_within_with(code, w) for w in awake)
    if alone and not held and code.calls("Lock") and not code.calls("acquire"):
        return _HELD, _WHO_HOLDS
    return None


def _taken_again(code: Code, locks: list[ev.Wait]) -> ev.Wait | None:
    """A wait for a lock in a function that is called, each time, by who holds that lock."""
    blocks = [node for _, node in code.nodes() if isinstance(node, ast.With)]
    functions = [node for _, node in code.nodes() if isinstance(node, ast.FunctionDef)]
    for wait in locks:
        lock = wait.code.strip().removeprefix("with ").removesuffix(":")
        around = [each for each in functions if each.lineno < wait.line <= (each.end_lineno or 0)]
        if not around or lock not in _made(code, "Lock"):
            continue
        name = max(around, key=lambda each: each.lineno).name
        named = [node for _, node in code.nodes() if getattr(node, "id", "") == name]
        held = {
            id(node.func)
            for block in blocks
            if [ast.unparse(item.context_expr) for item in block.items] == [lock]
            for node in ast.walk(block)
            if isinstance(node, ast.Call)
        }
        if named and all(id(node) in held for node in named):
            return wait
    return None


def _within_with(code: Code, wait: ev.Wait) -> bool:
    """Whether a line that waits stands in a with."""
    return any(
        isinstance(node, ast.With) and node.lineno <= wait.line <= (node.end_lineno or 0)
        for _, node in code.nodes()
    )


def _never_given_back(case: Case, who: str, locks: list[ev.Wait]) -> list[Diagnosis]:
    """Of a lock that is taken with acquire(), and that no line gives back."""
    takes = [w for w in locks if ".acquire(" in w.code]
    if not takes or not case.code(who).calls("acquire") or case.code(who).calls("release"):
        return []
    taken, lock = takes[0], takes[0].code.partition(".acquire(")[0].strip()
    named = [each for each in only_named(case.code(who), "release") if lock in each.code]
    return list(
        case.diagnosis(
            "threads-wait",
            case.unmet_beside(who),
            "release is named here and not called, so that the lock stays taken (deadlock)"
            if named
            else "A lock is taken here, and no line gives it back (deadlock)",
            named[0] if named else Place(taken.file, taken.line, taken.code),
            happened=f"There a thread of {who} sleeps at {taken.file}:{taken.line}, until the lock "
            "is released"
            if named
            else f"There a thread of {who} sleeps until the lock is released",
            do="Parentheses call it: release()."
            if named
            else "Each acquire() needs its release(). Of a lock in a with, Python sees to that.",
        )
    )


def _never_set(case: Case, who: str, locks: list[ev.Wait]) -> list[Diagnosis]:
    """Of an event that is waited for, where set is only named, and no line calls any."""
    code = case.code(who)
    if code.calls("set"):
        return []
    for event in sorted({*_made(code, "Event")}):
        waits = [w for w in locks if f"{event}.wait(" in w.code]
        named = [each for each in only_named(code, "set") if each.code == f"{event}.set"]
        if waits and named:
            at = f"{waits[0].file}:{waits[0].line}"
            return list(
                case.diagnosis(
                    "threads-wait",
                    case.unmet_beside(who),
                    "set is named here and not called, so that nobody who waits for the event is "
                    "ever woken",
                    named[0],
                    happened=f"There a thread of {who} sleeps at {at}, until the event is set",
                    do="Parentheses call it: set().",
                )
            )
    return []


def _kept_on_one_way(case: Case, who: str, waits: list[ev.Wait]) -> list[Diagnosis]:
    """Of a lock that a function takes, and that one of its returns keeps.

    Whoever is left waits for the lock or for the end of a thread, so that none of them holds it.
    """
    code = case.code(who)
    lines = {(w.file, w.line, w.code.strip()) for w in waits if w.line and ".join(" not in w.code}
    file, line, told = lines.pop() if len(lines) == 1 else ("", 0, "")
    lock = told.partition(".acquire(")[0]
    taken = code.line(file, line)
    leaves = leaves_holding(code, taken, lock) if lock in _made(code, "Lock", "RLock") else []
    if not leaves or any(call.place != taken for call in code.calls("acquire")):
        return []
    return list(
        case.diagnosis(
            "threads-wait",
            case.unmet_beside(who),
            "The function is left here while it holds the lock, and nobody else gets it any more "
            "(deadlock)",
            leaves[0],
            happened=f"There a thread of {who} sleeps at {file}:{line}, until the lock is released",
            do="On each way out there has to be a release(). Of a lock in a with, Python sees to "
            "that.",
        )
    )


def _barrier(case: Case, who: str, locks: list[ev.Wait]) -> tuple[Place, int, int] | None:
    """The barrier at which threads wait: where it is made, for how many, and how many there are."""
    made = case.code(who).only("Barrier")
    parties = _PARTIES.search(made.code)
    here = [w for w in locks if parties and f"{parties[1]}.wait(" in w.code]
    others = [w for w in locks if w not in here and ".join(" not in w.code]
    if not parties or others or not 0 < len(here) < int(parties[2]):
        return None
    return made, int(parties[2]), len(here)


def _too_few(case: Case, who: str, made: Place, parties: int, waiting: int) -> Iterator[Diagnosis]:
    yield from case.diagnosis(
        "threads-wait",
        case.unmet_beside(who),
        f"The barrier waits for {parties} threads, and only {waiting} come to it",
        made,
        happened=f"{'Two threads' if waiting == 2 else 'A thread'} of {who} "
        f"{'sleep' if waiting == 2 else 'sleeps'} in its wait(), and no other comes there",
        do="Barrier(n) lets nobody go on before n threads have called wait(). Which threads do?",
    )


def _waits_with_the_lock(
    case: Case, who: str, stuck: ev.Wait, looks: ev.Wait
) -> Iterator[Diagnosis]:
    yield from case.diagnosis(
        "threads-wait",
        case.unmet_beside(who),
        "One thread waits for a lock that another keeps, and that one waits for what only the "
        "first could do (deadlock)",
        Place(stuck.file, stuck.line, stuck.code),
        happened=f"There a thread of {who} sleeps until the lock is released; another goes round "
        f"at {looks.file}:{looks.line}, `{looks.code.strip()}`, and what it waits for never comes",
        do="Hold a lock only as long as you use what it guards: release it before you wait.",
    )
