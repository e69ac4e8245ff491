"""Ends: programs that never end, connections that stay open; and which thread is in the way.

The place is where a thread sleeps, by the interpreter's own account, so it is known only where the
stage looked (the first run of a scene that came to nothing).
"""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, place_of
from harness.diagnosis.code import Code
from harness.diagnosis.quoted import written
from harness.diagnosis.shapes import LOOKS
from harness.model.events import Limit, Quiet, Sent, Wait
from harness.model.play import Finding
from harness.model.result import Diagnosis

_SLEEPERS = ("receive", "accept", "keyboard", "lock", "several", "thread")
_RANKS = (*_SLEEPERS, "clock")
_JOINS = ("lock", "thread")
_SAYS = {
    "receive": "a thread of it still sleeps in recv(), for a message that nobody will send",
    "limit": "it still waits in recv(), with a time limit, for a message that does not come",
    "accept": "it still sleeps in accept(), for a client that nobody starts",
    "keyboard": "it still waits for its keyboard",
    "lock": "a thread of it still waits for another one: for a lock, an event, or its end",
    "several": "it still waits for something to come from one of several sides",
    "thread": "it joins a thread that never ends",
    "clock": "a thread of it goes round in a loop, and sleeps for a while each time",
    "window": "its window is not closed, or asks something before it is",
    "nap": "it sleeps for longer than anybody waits",
}
_NOT_YET = {"ends": "The program does not end", "closes": "The connection is not closed"}
_CALLS = (
    (re.compile(r"\.join\("), "it waits there for a thread to end, which never ends"),
    (
        re.compile(r"\.wait\("),
        "a thread of it sleeps in wait(), until another one wakes it, and none does",
    ),
)
_QUOTED = re.compile(r': "(.*)"$')
_DO = {
    "receive": "recv() returns b'' once the other side has closed: does the loop end then? And "
    "close() does not wake a recv() that sleeps in another thread; shutdown() does.",
    "accept": "Accept as many clients as there are, and no more.",
    "keyboard": "Ask only as long as the connection lasts.",
    "lock": "Who should release it, set it or end, and does every path lead there?",
    "several": "What should end the loop?",
    "thread": "What does that thread still wait for?",
    "clock": "What should end that loop, and does it ever come true?",
    "datagram": "A datagram that is lost never comes, and none says that the other side has gone: "
    "how long is one waited for, and what is done then?",
    "window": "mainloop() returns once destroy() or quit() has been called: does the program come "
    "to that, and what does it ask for before?",
    "nap": "What does it sleep for? What it waits for can be waited for: by recv() or join().",
}


def never_ends(case: Case) -> Iterator[Diagnosis]:
    """A program that should end does not; the thread that keeps it is named."""
    yield from _still(case, "ends", "never-ends", "The program never ends")


def never_closes(case: Case) -> Iterator[Diagnosis]:
    """A connection that should be closed is not."""
    yield from _still(case, "closes", "never-closes", "The connection is never closed")


def _still(case: Case, verb: str, kind: str, says: str) -> Iterator[Diagnosis]:
    for who in case.students():
        best: tuple[Run, Finding, Wait] | None = None
        short: list[Finding] = []
        for run in case.alone(who):
            own = [f for f in run.unmet if _asks_for(f, verb, who) and not _silent(run, who, f)]
            if not own or run.exited(who):
                continue
            short += own
            wait = _at_window(run, who) if verb == "ends" else None
            wait = wait or _keeper(case.code(who), run, who, own[0])
            if wait and (best is None or (wait.line and not best[2].line)):
                best = (run, own[0], wait)
        if best is None:
            continue
        run, finding, wait = best
        nap = _sleeps_once(case, who, wait)
        ticks = _goes_on_waiting(run, wait)
        if verb == "closes" and _never_at_all(case, who):
            yield from case.diagnosis(
                kind,
                short,
                f"{says}: no line of the program does that",
                happened=finding.happened,
                do="close() it where all has been said that is to be said on it.",
            )
            continue
        short += _not_come_to(case, run, who, finding.at)
        to = finding.objects[0] if finding.objects else ""
        yield from case.diagnosis(
            kind,
            short,
            f"{_NOT_YET[verb] if ticks else says}: "
            f"{_SAYS['nap'] if nap else _SAYS['limit'] if ticks else _said(wait)}",
            place_of(wait),
            happened=f"{who} did not {'end' if verb == 'ends' else 'close its connection'}"
            + (f" to {to}" if to else ""),
            do=_DO["nap" if nap else "datagram" if _of_datagrams(run, wait) else wait.on],
        )


def _silent(run: Run, who: str, finding: Finding) -> bool:
    """Whether a program that should close a connection has not even said on it what it should."""
    return finding.verb == "closes" and any(
        one.verb == "sends" and one.mood == "must" and who in one.actors
        for one in run.unmet
        if one.objects == finding.objects and one.objects and not run.sent(who, one.objects[0])
    )


def _goes_on_waiting(run: Run, wait: Wait) -> bool:
    """Whether a program receives with a limit: then patience ended before it did, not quiet."""
    paused = [e for e in run.events if isinstance(e, Quiet | Limit)]
    limited = wait.on == "receive" and wait.call in {"poll", "ppoll"}
    return limited and bool(paused) and isinstance(paused[-1], Limit)


def _of_datagrams(run: Run, wait: Wait) -> bool:
    """Whether a program sleeps in receiving over UDP, where nobody closes anything."""
    protos = {e.proto for e in run.all(Sent) if wait.who in (e.who, e.to)}
    return wait.on == "receive" and protos == {"udp"}


def _never_at_all(case: Case, who: str) -> bool:
    """Whether no line of a program closes anything, so that whatever it waits for keeps nothing."""
    code = case.code(who)
    return bool(code.receives()) and not code.closes()


def _asks_for(finding: Finding, verb: str, who: str) -> bool:
    """Whether a line asks ``who`` to end, or to close, be it as one way among others."""
    one_way = finding.verb == "one of" and f"{who} {verb} " in finding.expected
    return (finding.verb == verb or one_way) and finding.mood == "must" and who in finding.actors


def _sleeps_once(case: Case, who: str, wait: Wait) -> bool:
    """Whether a thread that sleeps by the clock does so in no loop."""
    naps = [call for call in case.code(who).calls("sleep") if call.place.line == wait.line]
    return wait.on == "clock" and bool(naps) and not any(call.loops for call in naps)


def _said(wait: Wait) -> str:
    """What a thread waits for; of what is a lock to the kernel, what it is by its call."""
    if wait.on in _JOINS:
        for call, says in _CALLS:
            if call.search(wait.code):
                return says
    if wait.on == "accept" and LOOKS.search(wait.code):
        return "it still waits for a client to connect, and looks at nothing else"
    return _SAYS[wait.on]


def _not_come_to(case: Case, run: Run, who: str, since: int) -> list[Finding]:
    """What such a program was still to print, and has in its code."""
    if not any(wait.thread == 1 for wait in run.waits(who)):
        return []
    return [
        f
        for f in run.unmet
        if f.verb == "prints" and f.mood == "must" and who in f.actors and f.at >= since
        if (said := _QUOTED.search(f.expected)) and written(case.code(who), said[1]).line
    ]


def _at_window(run: Run, who: str) -> Wait | None:
    """The main thread in a toolkit's loop: as long as it is there, no other thread matters."""
    return next((w for w in run.waits(who) if w.thread == 1 and w.on == "window"), None)


def _has_coroutines(code: Code) -> bool:
    return any(isinstance(node, ast.AsyncFunctionDef) for _, node in code.nodes())


def _keeper(code: Code, run: Run, who: str, finding: Finding) -> Wait | None:
    """The thread that keeps it: one that waits for that connection, else the most telling."""
    waits = run.waits(who)
    if any(w.thread == 1 and w.line for w in waits) and _has_coroutines(code):
        # a thread of the event loop's that is idle, which no line of the program has begun
        waits = [w for w in waits if w.line or w.on not in _JOINS]
    # where every thread goes round in a loop, one of them keeps it
    found = [wait for wait in waits if wait.on in _SLEEPERS] or waits
    if any(wait.on not in _RANKS for wait in found):
        return None
    if found and {(wait.on in _JOINS, wait.thread) for wait in found} == {(True, 1)}:
        # the main thread waits for the end of others, of which none but this one goes on
        found = [wait for wait in waits if wait.on == "clock" and wait.thread > 1] or found
    about = [w for w in found if finding.objects and {*w.of} & {*finding.objects}]
    # of two alike that which is in the student's own code: the other waits for it, at the end
    return min(
        about or found, key=lambda wait: (_RANKS.index(wait.on), not wait.line), default=None
    )
