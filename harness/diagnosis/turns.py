"""Servers that listen to their clients in turn: who speaks out of turn is not heard."""

from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, place_of
from harness.diagnosis.code import known
from harness.diagnosis.straight import last_receive
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

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
