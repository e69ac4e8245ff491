"""Messages that reach somebody whom they should not, or that nobody has sent."""

import json
import re
from collections.abc import Iterator

from harness.diagnosis.asked import asked_for, quoted_text
from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import SEND_CALLS, Place, known
from harness.diagnosis.quoted import quoted
from harness.diagnosis.regions import own_lines, own_send
from harness.diagnosis.relaying import ANEW, TWO
from harness.diagnosis.unasked import why
from harness.diagnosis.ways import sent_by_name
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis


def should_not_pass(case: Case) -> Iterator[Diagnosis]:
    """What one client said goes to another one, and should not: for the sake of either."""
    for hub in case.listeners:
        broken = [
            (run, f)
            for run in case.alone(hub)
            for f in run.unmet
            if f.mood == "never" and f.verb == "sends" and hub in f.actors and f.events
        ]
        for run, f in broken:  # each item may be lost by a case of its own
            words = asked_for(f)
            sent = [e for e in run.all(ev.Sent, hub) if e.n in f.events]
            before = [e for e in run.all(ev.Sent) if e.to == hub and e.n < min(f.events)]
            told = [e for e in before if words and words in text(e.data).lower()]
            if not told or not any(words in text(e.data).lower() for e in sent):
                continue
            if any(e.who in f.objects for e in told) and not _to_itself_alone(case, run, sent[0]):
                continue  # that it comes back is another mistake
            if words in text(_sent_before(run, hub, f)).lower():
                yield from _once_more(case, hub, f)
                continue
            if case.is_kit(hub) and any(told[-1].n < e.n for e in before):
                yield from _kept(case, hub, f)
                continue
            reason, place = why(case, hub, own_send(case, hub))
            more = f", and {reason}" if reason else ""
            yield from case.diagnosis(
                "should-not-pass",
                [f],
                f'A message is passed on that should not be{more}: "{quoted_text(f)}"',
                place,
                happened=f.happened,
                do="What must be true of who sends it, and of who gets it, before it is passed on?",
            )


def nobody_said(case: Case) -> Iterator[Diagnosis]:
    """Something is sent as if it were passed on, and no client has sent it by then."""
    for hub, run, f, event in _forbidden(case):
        before = [e.data for e in run.all(ev.Sent) if e.to == hub and e.n < event.n]
        if not _is_new(event.data, b"\n".join(before)):
            continue
        yield from case.diagnosis(
            "nobody-said",
            [f],
            f'A message is sent that no client has sent: "{_told(event)}"',
            known(
                own_send(case, hub),
                quoted(case.code(hub), _told(event)),
                sent_by_name(case, hub, _told(event)),
            ),
            happened=f.happened,
            do="Your lines pass on what comes, when it comes, and nothing of their own.",
        )
        return


def _forbidden(case: Case) -> Iterator[tuple[str, Run, Finding, ev.Sent]]:
    """What a kit's server sent though it should not: the server, the run, the line, the message."""
    for hub in case.listeners:
        for run in case.alone(hub) if case.is_kit(hub) else ():
            for f in run.unmet:
                event = next((e for e in run.all(ev.Sent, hub) if e.n in f.events), None)
                if f.mood == "never" and f.verb == "sends" and event is not None:
                    yield hub, run, f, event


def _is_new(data: bytes, came: bytes) -> bool:
    """Whether a line of ``data`` holds what has not come.

    Of lines of JSON, that is a value under a name under which others came: who passes one on may
    well write in another way to whom it goes and from whom it is.
    """
    known = [_values(line) for line in came.splitlines()]
    pairs = [pair for each in known for pair in each.items()]
    names = {name for name, _ in pairs}
    for line in filter(None, map(bytes.strip, data.splitlines())):
        values = _values(line)
        if values and names:
            if any(n in names and (n, v) not in pairs for n, v in values.items()):
                return True
        elif line not in came:
            return True
    return False


def _values(line: bytes) -> dict[str, object]:
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _sent_before(run: Run, hub: str, finding: Finding) -> bytes:
    """What had been sent to the same one before the message that a line forbids."""
    at = min(finding.events)
    own = (e for e in run.all(ev.Sent, hub) if e.to in finding.objects and e.n < at)
    return b"\n".join(e.data for e in own)


def _once_more(case: Case, hub: str, finding: Finding) -> Iterator[Diagnosis]:
    """What was passed on already comes again."""
    yield from case.diagnosis(
        "once-more",
        [finding],
        f'A message that was passed on already is sent again: "{quoted_text(finding)}"',
        own_send(case, hub) if case.is_kit(hub) else case.code(hub).only(*SEND_CALLS),
        happened=finding.happened,
        do=ANEW if case.is_kit(hub) else "What does the program keep from the last time?",
    )


def _kept(case: Case, hub: str, finding: Finding) -> Iterator[Diagnosis]:
    """What should not be passed on was not when it came, and is after something else came."""
    yield from case.diagnosis(
        "kept-for-later",
        [finding],
        "A message that should not be passed on is kept, and passed on later: "
        f'"{quoted_text(finding)}"',
        own_send(case, hub),
        happened=finding.happened,
        do=ANEW,
    )


def others_hear(case: Case) -> Iterator[Diagnosis]:
    """Somebody is sent something to whom nobody has written, beside the one who should get it."""
    for hub, run, f, event in _forbidden(case):
        said = [e for e in run.all(ev.Sent) if e.to == hub and e.n < event.n]
        others = {e.to for e in run.all(ev.Sent, hub) if said and said[-1].n < e.n < event.n}
        others -= {event.to}
        third = len(run.clients(hub)) > TWO
        if not third or not others or said[-1].who == event.to:
            continue
        yield from case.diagnosis(
            "others-hear",
            [f],
            "Somebody gets a message to whom nobody has written",
            known(own_send(case, hub), quoted(case.code(hub), _told(event))),
            happened=f"{said[-1].who} sent something, and {hub} sent to {event.to}, too",
            do="One user is to hear of it. To whom else do your lines send, and what?",
        )
        return


def _told(event: ev.Sent) -> str:
    """What was sent, without the marks that a text has on the wire."""
    return " ".join(re.sub(r'[{}"]', " ", text(event.data)).split())


def both_get_it(case: Case) -> Iterator[Diagnosis]:
    """What a client says comes back to itself, too, where it should not."""
    for hub in case.listeners:
        for run in case.alone(hub):
            for finding in run.unmet:
                if finding.mood != "never" or finding.verb != "sends" or not finding.events:
                    continue
                to = finding.objects[0] if finding.objects else ""
                event = next(e for e in run.events if e.n == min(finding.events))
                if not isinstance(event, ev.Sent) or event.who != hub:
                    continue
                if _more_than_that(run, event, finding):
                    continue
                if _is_own(run, event, finding) and not _to_itself_alone(case, run, event):
                    yield from case.diagnosis(
                        "sender-gets-it-too",
                        [finding],
                        _too_many(run, event),
                        known(own_send(case, hub), _to_another(case, hub)),
                        happened=f"{to} sent it, and {hub} sent it to {_listed(_got(run, event))}",
                        do="Send it to the one that it is meant for, and to nobody else.",
                    )
                    return


def _more_than_that(run: Run, event: ev.Sent, finding: Finding) -> bool:
    """Whether what is forbidden is what comes back and what is sent after it, taken together."""
    told = [e for e in run.all(ev.Sent, event.who) if e.n in finding.events]
    return any(not _is_own(run, each, finding) for each in told) and len(told) > 1


def _to_itself_alone(case: Case, run: Run, event: ev.Sent) -> bool:
    """Whether only who said it was sent it: among more than two it may have been for itself."""
    third = case.is_kit(event.who) and len(run.clients(event.who)) > TWO
    return third and _got(run, event) == [event.to]


def _to_another(case: Case, hub: str) -> Place:
    """Of two sends of a student's own, that which leaves out what its function was given to use.

    Where that does not tell them apart, that which does not forward where the other one does.
    """
    own = own_lines(case, hub) if case.is_kit(hub) else set()
    found = [each for each in case.code(hub).given_to_sends() if each[0].line in own]
    if len(found) != TWO:
        return Place()
    most = max((given for _, given in found), key=len)
    fewer = [place for place, given in found if given < most]
    fewer = fewer or [place for place, _ in found if ".forward" not in place.code]
    return fewer[0] if len(fewer) == 1 else Place()


def _too_many(run: Run, event: ev.Sent) -> str:
    """Who gets it beside the one who should."""
    got, clients = _got(run, event), run.clients(event.who)
    if len(clients) > TWO and {*got} == {*clients}:
        return "A message is sent to everybody, and not only to the one that it is meant for"
    also = " also" if {*got} - {event.to} else ""
    return f"A message is{also} sent back to the client that it came from"


def _got(run: Run, event: ev.Sent) -> list[str]:
    """Who was sent the very same, up to the next thing that anybody said to the server."""
    said = [e.n for e in run.all(ev.Sent) if e.to == event.who]
    since = max((n for n in said if n < event.n), default=-1)
    upto = min((n for n in said if n > event.n), default=event.n + len(run.events))
    same = [e.to for e in run.all(ev.Sent, event.who) if e.data == event.data]
    there = [e.n for e in run.all(ev.Sent, event.who) if e.data == event.data]
    return list(dict.fromkeys(to for to, n in zip(same, there, strict=True) if since < n < upto))


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _is_own(run: Run, event: ev.Sent, finding: Finding) -> bool:
    """Whether ``event`` carries back what its receiver has sent last."""
    own = [e for e in run.all(ev.Sent, event.to) if e.to == event.who and e.n < event.n]
    if not own:
        return False
    words = asked_for(finding)
    last, back = text(own[-1].data).lower(), text(event.data).lower()
    return last.strip() == back.strip() or bool(words and words in last and words in back)
