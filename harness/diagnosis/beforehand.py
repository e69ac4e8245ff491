"""What is received from one client, or said to it, before the other one is connected."""

from collections.abc import Iterator

from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import SEND_CALLS, Call, Code, Place
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis


def reads_early(case: Case) -> Iterator[Diagnosis]:
    """The server receives from one client before another has connected."""
    for who in case.own_servers:
        broken: list[Finding] = []
        later = first = ""
        for run in case.alone(who):
            for one in run.unmet:
                next_ = _comes_later(case, run, who, one)
                if next_ and one.mood == "never" and one.verb in {"reads", "prints"}:
                    broken.append(one)
                    first = first or _known_by(run, who, one)
                    later = later or next_
        if not broken or not first:
            continue
        code = case.code(who)
        place = code.between_accepts(code.receives())
        started = code.between_accepts(_starts(code))
        where = do = ""
        by_itself = code.surely_between_accepts(code.receives())
        inside = {(call.place.file, call.function) for call in by_itself}
        others = [c for c in code.receives() if (c.place.file, c.function) not in inside]
        if by_itself and others and code.surely_between_accepts(_starts(code)):
            # what comes first may be a name, which is no message: what the thread takes is one
            place, do = started, _THREADS
        elif not by_itself and started.line and started != place and len(code.calls("accept")) > 0:
            # recv() is right in a thread: that it begins so soon is not
            where = f" It is called at {place.file}:{place.line}." if place.line else ""
            place = started
        if called_back := code.called_back():
            # a receive beside it is of the client, in the same files
            place = called_back[0] if len(called_back) == 1 else Place()
            do = _PROTOCOL
        yield from case.diagnosis(
            "reads-early",
            broken,
            _of_all(case, who, "A message is received before both clients are connected"),
            place,
            happened=f"{who} received what {first} sent while {later} was not connected yet",
            do=_of_all(
                case,
                who,
                _HANDLER
                if code.calls("start_server") and not code.calls("accept")
                else do
                or "Until the second accept() has returned, recv() must not be called in any "
                f"thread.{where}",
            ),
        )


def _of_all(case: Case, who: str, words: str) -> str:
    """The same of more than two clients, where ``who`` has so many at a time."""
    if all(len(run.clients(who)) <= 2 for run in case.runs):
        return words
    return words.replace("both", "all").replace("second", "last")


_THREADS = (
    "Start the threads only when the second accept() has returned: what they receive is a message."
)
_PROTOCOL = (
    "asyncio calls data_received() as soon as something has come: until both clients are there, "
    "hold it back with transport.pause_reading(), or do nothing with it yet."
)
_HANDLER = (
    "asyncio calls the handler of each client as soon as that one connects: before it reads, it "
    "has to wait until both are there."
)


def waits_early(case: Case) -> Iterator[Diagnosis]:
    """A thread waits for what one client says while another one waits for the second to connect.

    Beside its own clients, too: a script may not say the name that a server asks for first.
    """
    for who in case.own_servers:
        own = [run for run in case.runs if run.student(who)]
        broken = [(f, first) for run in own for f in run.unmet if (first := _listens(run, who, f))]
        if not broken:
            continue
        code = case.code(who)
        yield from case.diagnosis(
            "reads-early",
            [f for f, _ in broken],
            _of_all(case, who, "A thread waits for a message before both clients are connected"),
            code.between_accepts(_starts(code)),
            happened=f"A thread of {who} waited for what {broken[0][1]} says while {who} still "
            "waited for another connection",
            do=_of_all(case, who, _THREADS),
        )


def _listens(run: Run, who: str, finding: Finding) -> str:
    """Whom a thread listened to while another one waited in accept(), where nobody may."""
    if finding.mood != "never" or finding.verb != "waits" or who not in finding.actors:
        return ""
    for quiet in run.all(ev.Quiet):
        waits = [wait for wait in quiet.waits if wait.who == who]
        if quiet.n in finding.events and any(wait.on == "accept" for wait in waits):
            of = [one for w in waits if w.on == "receive" for one in w.of]
            return next((one for one in of if one in finding.objects), "")
    return ""


def _starts(code: Code) -> list[Call]:
    return code.calls("start", "start_new_thread")


def _known_by(run: Run, who: str, finding: Finding) -> str:
    """Whose message it was: that which was read, or that which had been sent by then."""
    if finding.verb == "reads":
        return finding.objects[0] if finding.objects else ""
    sent = [e.who for e in run.all(ev.Sent) if e.to == who and e.n < min(finding.events, default=0)]
    return sent[0] if sent else ""


def _connects_later(run: Run, who: str, finding: Finding) -> str:
    """The client that connected only after what broke a line, if another was there before."""
    if who not in finding.actors or not finding.events:
        return ""
    at = min(finding.events)
    made = [e for e in run.all(ev.Connected) if e.to == who]
    later = [e.who for e in made if e.n > at]
    return later[0] if later and any(e.n < at for e in made) else ""


def _comes_later(case: Case, run: Run, who: str, finding: Finding) -> str:
    """The client that was not there yet: it connected later, or has no part in this scene at all.

    Of such a scene what the one client says first is meant.
    """
    if later := _connects_later(run, who, finding):
        return later
    if who not in finding.actors or not finding.events or len(run.clients(who)) != 1:
        return ""
    said = [e for e in run.all(ev.Sent) if e.to == who and e.n < min(finding.events)]
    others = (one for each in case.alone(who) for one in each.clients(who))
    here = {e.who for e in run.events}
    return next((one for one in others if one not in here), "") if len(said) == 1 else ""


def speaks_early(case: Case) -> Iterator[Diagnosis]:
    """The server sends something to one client before another has connected."""
    for who in case.own_servers:
        for run in case.alone(who):
            broken = [
                one
                for one in run.unmet
                if one.mood == "never" and one.verb == "sends" and _connects_later(run, who, one)
            ]
            if not broken:
                continue
            to = broken[0].objects[0] if broken[0].objects else "a client"
            later = _connects_later(run, who, broken[0])
            code = case.code(who)
            yield from case.diagnosis(
                "speaks-early",
                broken,
                _of_all(case, who, "A client is told something before both clients are connected"),
                code.between_accepts(code.calls(*SEND_CALLS)),
                happened=f"{who} sent to {to} while {later} was not connected yet",
                do=_of_all(
                    case,
                    who,
                    "Accept both first, and keep both connections; then tell each of them.",
                ),
            )
            return
