"""Servers that listen to their clients in turn: who speaks out of turn is not heard."""

import ast
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, place_of
from harness.diagnosis.code import Code, Place, known
from harness.diagnosis.shapes import FUNCTIONS, name_of
from harness.diagnosis.straight import last_receive
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

_LOOPS = (ast.While, ast.For)
_BLIND = frozenset({"read", "ahead", "owner", "wire", "between"})  # what has to be seen to know it


def one_is_heard(case: Case) -> Iterator[Diagnosis]:
    """The only thread sleeps in recv() for one client; what another one said lies in its socket."""
    for who in case.own_servers:
        for run in case.alone(who):
            for found in run.unmet:
                to_pass_on = found.mood == "must" and found.verb == "sends"
                unheard = _unheard(run, who, found) if to_pass_on and who in found.actors else ""
                if not unheard:
                    continue
                (wait,) = run.rest(who, found.at)
                short = [f for f in run.unmet if f.verb == "sends" and who in f.actors]
                yield from case.diagnosis(
                    "hears-in-turn",
                    short,
                    "While one client is listened to, nobody listens to the other: each has to "
                    "wait for its turn",
                    known(place_of(wait), case.code(who).receive(), last_receive(case.code(who))),
                    happened=f"{who} waited for a message from {wait.of[0]} alone, while "
                    f"{unheard} had sent it something that it did not receive",
                    do="A thread for each connection can sleep in recv() on that one, and send on "
                    "what comes.",
                )
                return


def one_to_its_end(case: Case) -> Iterator[Diagnosis]:
    """In the loop that accepts, a client is listened to until it leaves: nobody hears the next."""
    for who in case.own_servers:
        for run in case.alone(who):
            for found in run.unmet:
                answers = found.mood == "must" and found.verb == "sends" and who in found.actors
                wait, other = _kept_waiting(run, who, found) if answers else (None, "")
                if wait is None or not _in_the_loop_that_accepts(case.code(who), place_of(wait)):
                    continue
                yield from case.diagnosis(
                    "serves-in-turn",
                    [f for f in run.unmet if f.verb == "sends" and who in f.actors],
                    "One client is served until it leaves before anybody listens to the next one",
                    place_of(wait),
                    happened=f"{who} waited for a message from {wait.of[0]} alone, while {other} "
                    "had connected and sent something",
                    do="While recv() sleeps, accept() is not come to. A thread for each connection "
                    "can sleep in recv() on that one.",
                )
                return


def _kept_waiting(run: Run, who: str, finding: Finding) -> tuple[ev.Wait | None, str]:
    """Whom the only thread listens to, and who has spoken, was to be answered, and is not heard."""
    waits = run.rest(who, finding.at)
    if len(waits) != 1 or waits[0].on != "receive" or len(waits[0].of) != 1:
        return None, ""
    if any(e.what in _BLIND for e in run.all(ev.Unseen)):
        return None, ""
    quiet = max(e.n for e in run.all(ev.Quiet) if e.n <= finding.at)
    for other in finding.objects:
        spoke = any(e.to == who and e.n < quiet for e in run.all(ev.Sent, other))
        read = any(e.of == other and e.n <= finding.at for e in run.all(ev.Read, who))
        if other != waits[0].of[0] and spoke and not read and other in run.clients(who):
            return waits[0], other
    return None, ""


def _in_the_loop_that_accepts(code: Code, place: Place) -> bool:
    """Whether a line goes round in a loop that lies within the loop around the only accept().

    It may lie in a function that is called there; one that is given to a thread is only named.
    """
    accepts = code.calls("accept")
    if len(accepts) != 1 or not accepts[0].loops or not place.line:
        return False
    for file, tree in code.trees():
        loops = [n for n in ast.walk(tree) if isinstance(n, _LOOPS)] if tree is not None else []
        outer = [loop for loop in loops if loop.lineno == accepts[0].loops[-1]]
        inner = [loop for loop in loops if place.is_in(loop) and loop not in outer]
        if tree is None or file != place.file or not outer or not inner:
            continue
        called = {name_of(each) for each in ast.walk(outer[0]) if isinstance(each, ast.Call)}
        around = [n for n in ast.walk(tree) if isinstance(n, FUNCTIONS) and place.is_in(n)]
        return place.is_in(outer[0]) or (bool(around) and around[-1].name in called)
    return False


def _unheard(run: Run, who: str, finding: Finding) -> str:
    """Whose message lies unread, while the only thread of ``who`` waits for somebody else's."""
    waits = run.rest(who, finding.at)
    if len(waits) != 1 or waits[0].on != "receive" or len(waits[0].of) != 1:
        return ""
    if any(e.what in _BLIND for e in run.all(ev.Unseen)):
        return ""
    quiet = max(e.n for e in run.all(ev.Quiet) if e.n <= finding.at)
    for other in run.clients(who):
        said = [e.data for e in run.all(ev.Sent, other) if e.to == who and e.n < quiet]
        read = [e.count for e in run.all(ev.Read, who) if e.of == other and e.n <= finding.at]
        if read and other != waits[0].of[0] and len(b"".join(said)) > sum(read):
            return other
    return ""
