"""What a student's own lines make of the messages that come: for roles of which these are a part.

The rest of such a program is given, and right.  So what it should have sent and did not is the
doing of these few lines, and the one line among them that can have done it is the place.
"""

import re
from collections.abc import Iterator

from harness.diagnosis.branches import condition_of, idle, loops, returns
from harness.diagnosis.case import Case, Run
from harness.diagnosis.code import Place, known
from harness.diagnosis.compared import compared_with_its_type, set_before_asked, unlike
from harness.diagnosis.noeffect import asked_before
from harness.diagnosis.regions import found_in, only_condition, own_lines, own_send
from harness.diagnosis.shapes import SENDING
from harness.diagnosis.tracebacks import traces
from harness.diagnosis.ways import sent_instead
from harness.model import events as ev
from harness.model.play import MET, Finding
from harness.model.result import Diagnosis

_PRINTS = "only-prints", "The message is never sent: print() shows it on your own screen only"
_INSTEAD = {
    (True, True): _PRINTS,
    (True, False): _PRINTS,
    (False, True): (
        "only-returns",
        "The message is never sent: return gives it to whoever called your function",
    ),
    (False, False): ("never-sends", "Nothing in your lines sends a message"),
}
"""By whether they print and whether they return something."""
_BY_TEXT = 'A message is compared with a text that it never equals: "{}"'
_BY_IS = 'is asks for the very same object, and no message is the text "{}" in your file'
_ASKED_BEFORE = "This branch has the condition of one above it. Which messages come as far as here?"
_TIMES = 2  # runs that must show it
_QUOTED = re.compile(r': "(.*)"$')


def compared_with_text(case: Case) -> Iterator[Diagnosis]:
    """Whether is sent depends on that a message equals a text, and nothing is ever sent."""
    for who, short in silent(case):
        own = own_lines(case, who)
        found = [each for each in case.code(who).typed_as_text() if each[0].line in own]
        if found and not _goes_on(case, who, found[0][0]):
            place, name, said, by_is = found[0]
            yield from case.diagnosis(
                "message-is-no-text",
                short,
                _BY_IS.format(said) if by_is else _BY_TEXT.format(said),
                place,
                happened=f"{who} got the message, and sent nothing",
                do="Compare with ==, and with what a message equals."
                if by_is
                else f"Print {name} and its type: is it a text at all, and spelt just so?",
            )


def _goes_on(case: Case, who: str, place: Place) -> bool:
    """Whether an error tells that lines behind a comparison ran, so that it did come true."""
    files = case.record.files
    told = (each for run in case.alone(who) for each in traces(run.printed(who), files))
    behind = own_lines(case, who)
    return any(each.line > place.line and each.line in behind for each in told)


def compared_with_type(case: Case) -> Iterator[Diagnosis]:
    """Whether is sent depends on that a message equals what all messages are made of."""
    for who, short in silent(case):
        if len(parts := found_in(case, who, unlike)) == 1:
            place, says = parts[0]
            yield from case.diagnosis(
                "message-is-no-type",
                short,
                f"{says}: the two are never equal",
                place,
                happened=f"{who} got the message, and sent nothing",
                do="What stands on both sides of == has to be of one kind. Print both.",
            )
        found = found_in(case, who, compared_with_its_type)
        if len(found) == 1:
            place, name = found[0]
            yield from case.diagnosis(
                "message-is-no-type",
                short,
                f"A message is compared with its type, which it never equals: {name}",
                place,
                happened=f"{who} got the message, and sent nothing",
                do="Which message is meant? Each has a name of its own, behind the type and a dot.",
            )


def given_another_value(case: Case) -> Iterator[Diagnosis]:
    """What the function was called with is lost before it is asked about, and nothing is sent."""
    for who, short in silent(case):
        found = found_in(case, who, set_before_asked)
        if len(found) == 1:
            place, name = found[0]
            yield from case.diagnosis(
                "given-another-value",
                short,
                f"{name} gets another value here, and the one that your function was called with "
                "is lost",
                place,
                happened=f"{who} got the message, and sent nothing",
                do=f"The message that came is in {name} when your function begins.",
            )


def never_sends(case: Case) -> Iterator[Diagnosis]:
    """There is nothing in the student's lines that could send."""
    for who, short in silent(case):
        own = own_lines(case, who)
        code = case.code(who)
        if not own or any(SENDING.search(name) for name, line in code.names() if line in own):
            continue
        prints = [call.place for call in code.calls("print") if call.place.line in own]
        given = [place for place in returns(code) if place.line in own]
        found = prints or given or [place for place in idle(code) if place.line in own]
        kind, says = _INSTEAD[bool(prints), bool(given)]
        yield from case.diagnosis(
            kind,
            short,
            says,
            found[0] if len(found) == 1 else Place(),
            happened=f"{who} got the message, and sent nothing",
            do="Which function of those that are given sends to the other side?",
        )


def sends_another(case: Case) -> Iterator[Diagnosis]:
    """For a message that came, another one is sent on, to whom that one should go."""
    for hub in case.listeners:
        for run in _plain(case, hub) if case.is_kit(hub) else ():
            for f in run.unmet:
                instead = _instead(run, hub, f) if _must_send(f, hub) else ""
                if instead:
                    yield from case.diagnosis(
                        "sends-another",
                        [f for each in case.alone(hub) for f in each.unmet if _must_send(f, hub)],
                        f'Another message is sent on than the one that came: "{instead}" for '
                        f'"{_said(f)}"',
                        known(own_send(case, hub), sent_instead(case, hub, _said(f), instead)),
                        happened=f.happened,
                        do="Your function is called with the message that came: send on that one.",
                    )
                    return


def _instead(run: Run, hub: str, finding: Finding) -> str:
    """What was sent in place of what just came from another, as far as that is a text."""
    for sent in run.all(ev.Sent, hub):
        came = [e for e in run.all(ev.Sent) if e.to == hub and e.n < sent.n]
        if sent.n not in finding.events or not came or {sent.to} != {*finding.objects}:
            continue
        asked, said = _text_of(came[-1]), _text_of(sent)
        if came[-1].who != sent.to and asked == _said(finding) and said not in {"", asked}:
            return said
    return ""


def _text_of(sent: ev.Sent) -> str:
    return sent.data.decode("utf-8", "replace").strip()


def one_kind_only(case: Case) -> Iterator[Diagnosis]:
    """Messages with one text are always passed on, and those with another one never."""
    for hub in case.listeners:
        if not case.is_kit(hub):
            continue
        lines = [f for run in _plain(case, hub) for f in run.findings if _must_send(f, hub)]
        done = {kind for f in lines if f.verdict == MET for kind in _kinds(f)}
        due = [(run, f) for run in _plain(case, hub) for f in run.unmet if _must_send(f, hub)]
        short = [f for run, f in due if any(kind in _came(run, hub, f) for kind in _kinds(f))]
        not_done = {kind for f in short for kind in _kinds(f)}
        if len(done) == len(not_done) == 1 and done != not_done:
            if any(next(iter(not_done)) in _sent(run, hub) for run in _plain(case, hub)):
                continue
            again = asked_before(case.code(hub), own_lines(case, hub))
            yield from case.diagnosis(
                "one-kind-only",
                short,
                f'Only "{done.pop()}" is passed on, and "{not_done.pop()}" never is',
                known(again, only_condition(case, hub), own_send(case, hub)),
                happened=short[0].happened,
                do=_ASKED_BEFORE
                if again.line
                else "Your function is called for every message, whatever it says and whoever sent "
                "it.",
            )


def first_only(case: Case) -> Iterator[Diagnosis]:
    """The very message that was answered before is not answered when it comes again."""
    for who in case.students():
        if not case.is_kit(who) or who in case.listeners:
            continue
        for run in _plain(case, who):
            short = [f for f in run.unmet if _must_send(f, who) and _answered_before(run, f, who)]
            if not short:
                continue
            times, again = _times_answered(run, short[0], who)
            once = times == 1 and not again
            yield from case.diagnosis(
                "first-only" if once else "not-each-time",
                [f for each in case.alone(who) for f in each.unmet if _must_send(f, who)],
                "A message is answered when it comes for the first time, and not when it comes "
                "again"
                if once
                else "The same message is answered when it comes at one time, and not at another",
                only_condition(case, who),
                happened=short[0].happened
                if once
                else f"{who} answered {times} of them, and then one not"
                + (", and later ones again" if again else ""),
                do="Your function is called anew for each message. What does it keep from the "
                "last time?",
            )
            break


def first_of_all(case: Case) -> Iterator[Diagnosis]:
    """A server passes on one message, the first one, and nothing that comes after it."""
    for hub in case.listeners:
        runs = _plain(case, hub) if case.is_kit(hub) else []
        later = [run for run in runs if _taken_after_the_first(run, hub)]
        if len(later) < _TIMES or not all(_passed_one(run, hub) for run in runs):
            continue
        short = [f for run in later for f in run.unmet if _must_send(f, hub)]
        yield from case.diagnosis(
            "first-of-all",
            [f for run in case.alone(hub) for f in run.unmet if _must_send(f, hub)],
            "Only the very first message is passed on, and none of those that come after it",
            only_condition(case, hub),
            happened=case.seen(short),
            do="Your function is called anew for each message. What does it keep from the last "
            "time?",
        )


def _passed_one(run: Run, hub: str) -> bool:
    """Whether all that a server sent is one message that had come before, and it still runs."""
    own = run.all(ev.Sent, hub)
    came = b"".join(e.data for e in run.all(ev.Sent) if e.to == hub and own and e.n < own[0].n)
    return len(own) == 1 and own[0].data in came and not run.exited(hub)


def _taken_after_the_first(run: Run, hub: str) -> bool:
    """Whether a server took something after it had sent, without sending any more."""
    own = run.all(ev.Sent, hub)
    return len(own) == 1 and any(e.n > own[0].n and e.count > 0 for e in run.all(ev.Read, hub))


def takes_another(case: Case) -> Iterator[Diagnosis]:
    """The student's lines, which are called with a message, receive another one by themselves."""
    for who in case.students():
        own = own_lines(case, who) if case.is_kit(who) else set()
        calls = [call.place for call in case.code(who).receiving() if call.place.line in own]
        if len(calls) == 1:
            short = case.unmet_by(who)
            around = condition_of(case.code(who), calls[0])
            yield from case.diagnosis(
                "takes-another",
                short,
                "Your function takes another message by itself, and waits until one is there",
                calls[0],
                happened=case.seen(short),
                do="It is called for that one, too: let it do what there is to do with its own "
                "message, and return."
                + (f" Does line {around.line} let that one through?" if around.line in own else ""),
            )


def asks_the_keyboard(case: Case) -> Iterator[Diagnosis]:
    """The student's lines ask a person, in a program that messages come to."""
    for who in case.students():
        own = own_lines(case, who) if case.is_kit(who) else set()
        calls = [call.place for call in case.code(who).calls("input") if call.place.line in own]
        if calls:
            yield from case.diagnosis(
                "asks-the-keyboard",
                case.unmet_by(who),
                "Your function asks the keyboard, and nobody sits there: what it needs is in the "
                "message",
                calls[0],
                do="What the function is called with says all that it has to know.",
            )


def waits_in_a_loop(case: Case) -> Iterator[Diagnosis]:
    """There is one loop that goes on while something is so, and nothing comes of the message."""
    for who in case.students():
        own = own_lines(case, who) if case.is_kit(who) else set()
        found = [place for place in loops(case.code(who)) if place.line in own]
        short = [f for run in case.alone(who) for f in run.unmet if _must_send(f, who)]
        if len(found) == 1:
            yield from case.diagnosis(
                "waits-in-a-loop",
                short,
                "Your function is most likely still in this loop, and waits for something that "
                "does not come",
                found[0],
                do="It is called for one message: can that be dealt with as things are now?",
            )


def silent(case: Case) -> Iterator[tuple[str, list[Finding]]]:
    """The roles that took all that was sent to them and never said what they should."""
    for who in case.students():
        runs = _plain(case, who) if case.is_kit(who) else []
        short = [f for run in runs for f in run.unmet if _must_send(f, who) and _said(f)]
        if not short or any(run.failed(who) for run in runs):
            continue
        # what no item asks for is the given program's doing: it says who it is, say
        told = [f for run in runs for f in run.findings if f.items and f.verdict == MET]
        spoke = any(_must_send(f, who) for f in told)
        # nor is silent who says something else than what is asked for, once a message has come
        spoke |= any(
            _must_send(f, who) and e.n in f.events
            for run in runs
            for f in run.unmet
            for e in _answers(run, who)
        )
        if not spoke and not any(_said(f) in _sent(run, who) for run in runs for f in short):
            yield who, case.unmet_by(who)


def _answers(run: Run, who: str) -> list[ev.Sent]:
    """What a role sent after the first message came to it: only then its function is called."""
    came = min((e.n for e in run.all(ev.Sent) if e.to == who), default=None)
    return [e for e in run.all(ev.Sent, who) if came is not None and e.n > came]


def _plain(case: Case, who: str) -> list[Run]:
    """The runs of a role in scenes that cut no message into pieces."""
    scenes = case.spec.scenes
    return [r for r in case.alone(who) if r.scene not in scenes or not scenes[r.scene].links]


def _must_send(finding: Finding, who: str) -> bool:
    return finding.verb == "sends" and finding.mood == "must" and {*finding.actors} == {who}


def _said(finding: Finding) -> str:
    """The text that is asked for, if it is one."""
    found = _QUOTED.search(finding.expected)
    return found[1].removesuffix("\\n") if found else ""


def _kinds(finding: Finding) -> set[str]:
    """The messages that are asked for, line by line."""
    return {kind for kind in _said(finding).split("\\n") if kind}


def _sent(run: Run, who: str) -> str:
    """All that a role sent."""
    return b"".join(e.data for e in run.all(ev.Sent, who)).decode("utf-8", "replace")


def _came(run: Run, hub: str, finding: Finding) -> str:
    """All that a role was sent by the others than the one that is to get something."""
    sent = (e for e in run.all(ev.Sent) if e.to == hub and e.n <= finding.at)
    return b"\n".join(e.data for e in sent if e.who not in finding.objects).decode(
        "utf-8", "replace"
    )


def _answered_before(run: Run, finding: Finding, who: str) -> bool:
    """Whether what came last came before, too, and was answered then as it should be now."""
    said = _said(finding).encode()
    came = _come(run, finding, who)
    own = [
        e for e in run.all(ev.Sent, who) if said and e.data.strip() == said and e.n <= finding.at
    ]
    if not came or not own or run.exited(who) or own[-1].n > came[-1].n:
        return False
    before = [e for e in came if e.n < own[-1].n]
    return bool(before) and before[-1].data == came[-1].data


def _times_answered(run: Run, finding: Finding, who: str) -> tuple[int, bool]:
    """How often a role said before what it does not say now, and whether it did so once more."""
    last = _come(run, finding, who)[-1]
    said = _said(finding).encode()
    times = [e.n for e in run.all(ev.Sent, who) if e.data.strip() == said]
    return sum(n < last.n for n in times), any(n > last.n for n in times)


def _come(run: Run, finding: Finding, who: str) -> list[ev.Sent]:
    return [e for e in run.all(ev.Sent) if e.to == who and e.n <= finding.at]
