"""Clients that receive what comes first, and nothing of what comes later."""

import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import Code, Place
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

_LEAST = 2  # messages that such a client has sent since, and so has not only waited for its turn
_BLIND = frozenset({"read", "owner", "wire", "between", "polled"})  # what has to be seen for it
_RECEIVES = frozenset({"receive", "several"})


def stops_receiving(case: Case) -> Iterator[Diagnosis]:
    """No thread waits for the network any more; what is sent to the client stays in its socket."""
    for who in case.students():
        if who in case.listeners or case.is_kit(who) or _in_turn(case.code(who)):
            continue
        for run in case.alone(who):
            if run.exited(who) or any(e.what in _BLIND for e in run.all(ev.Unseen)):
                continue
            since = _last_received(run, who)
            later = [e for e in run.all(ev.Sent) if e.to == who and e.n > since]
            short = [f for f in run.unmet if f.at > since and _is_about(f, who, later)]
            if not short or not _goes_on_without(run, who, since):
                continue
            yield from case.diagnosis(
                "stops-receiving",
                short,
                "The client stops receiving: what comes later stays in its socket",
                _receive(case.code(who)),
                happened=f'{later[-1].who} had sent it "{_last(later)}", and {who} waited for its '
                "keyboard only",
                do="One recv() takes what has come by then, and no more: it has to be called again "
                "and again, until it returns nothing.",
            )
            return


def _in_turn(code: Code) -> bool:
    """Whether one loop asks for a line and receives one: it does receive, when its turn comes."""
    asks = {loop for call in code.calls("input", "raw_input") for loop in call.loops}
    return any(asks & {*call.loops} for call in code.receives())


def _last_received(run: Run, who: str) -> int:
    """When a client was last seen to wait for the network."""
    rests = [e for e in run.all(ev.Quiet) for w in e.waits if w.who == who and w.on in _RECEIVES]
    return max((e.n for e in rests), default=-1)


def _goes_on_without(run: Run, who: str, since: int) -> bool:
    """Whether it has sent several messages since, slept at the keyboard only, and left some."""
    rests = [e for e in run.all(ev.Quiet) if e.n > since]
    slept = [{w.on for w in rest.waits if w.who == who} for rest in rests]
    sent = [e for e in run.all(ev.Sent, who) if e.n > since]
    came = [len(e.data) for e in run.all(ev.Sent) if e.to == who and rests and e.n < rests[-1].n]
    read = [e.count for e in run.all(ev.Read, who)]
    only = all(on == {"keyboard"} for on in slept)
    return only and len(rests) > _LEAST <= len(sent) and sum(read) < sum(came)


def _is_about(finding: Finding, who: str, later: list[ev.Sent]) -> bool:
    """Whether a line asks for something to be shown, or taken, that was sent to the client then."""
    said = re.findall(r'"(.+?)"', finding.expected.lower())
    heard = text(b"".join(e.data for e in later)).lower()
    wanted = finding.verb in {"prints", "shows", "reads", "one of"} and finding.mood == "must"
    return wanted and {*finding.actors} == {who} and any(words in heard for words in said)


def _last(later: list[ev.Sent]) -> str:
    return " ".join(text(later[-1].data).split())


def _receive(code: Code) -> Place:
    """The one receive, or the one in a function: for a thread; if none stands in a loop."""
    found = code.receives()
    inside = [call for call in found if call.function] if len(found) > 1 else found
    return inside[0].place if len(inside) == 1 and not any(c.loops for c in found) else Place()
