"""Messages that a server should pass on: to whom they go, and whether they arrive as they were."""

import ast
import math
import re
from collections.abc import Iterator

from harness.diagnosis.asked import asked_for, is_due, makes_up, said_to
from harness.diagnosis.branches import memberships
from harness.diagnosis.case import Case, Run, place_of, text
from harness.diagnosis.code import SEND_CALLS, Place, known
from harness.diagnosis.difference import texts
from harness.diagnosis.hindrance import in_the_way
from harness.diagnosis.quoted import quoted
from harness.diagnosis.regions import only_condition, own_lines, own_send
from harness.diagnosis.traps import LOCKED, UNLOCK, lock_over_receive, never_filled
from harness.diagnosis.ways import sent_for
from harness.model import events as ev
from harness.model.play import MET, Finding
from harness.model.result import Diagnosis

_EMPTY = "{0} is empty: nothing is ever put into it, so that what goes over it sends to nobody"
_FILL = "Where does it become known who is there? Is it {0} itself that is added to, or a copy?"
_TURNS = "A thread for each client can sleep in recv() and send on what comes."
_OTHER = "What recv() returned on one connection: send it on the other one."
_ALL = "Where is it kept who gets it? Does one that is added leave those there that are there?"
_REACHED = "Which of your lines should send it, and what must be true for it to be reached?"
ANEW = "Your function is called anew for each message. What does it keep from the last time?"
_OTHER_ONE = "Of the two connections, send on the one that it did not come from."
_NAMED = "Which of the names that your function has is the receiver's? Pass that one on."
_TASK = re.compile(r"\b(create_task|ensure_future)\(")
_LATER = (
    "A task does its work only later, when another message may have come: await the call itself."
)
TWO = 2  # clients, of which each has only one to talk to
_LONGEST = 60  # characters of a message that is quoted


def back_to_the_sender(case: Case) -> Iterator[Diagnosis]:
    """What a client says goes back to itself, and not to the other one."""
    for hub in case.listeners:
        if case.is_kit(hub) and _goes_on_changed(case, hub):
            continue  # two that cross may look alike then
        for run in case.alone(hub):
            short = [f for f in run.unmet if f.verb == "sends" and hub in f.actors and f.objects]
            for finding in short:
                said = said_to(run, hub, finding)
                if finding.mood != "must" or said is None:
                    continue
                words = asked_for(finding)
                back = words in text(_told(run, hub, said, said.who)).lower()
                there = words in text(run.sent(hub, finding.objects[0], said.n)).lower()
                alike = [f for each in case.alone(hub) for f in each.unmet if asked_for(f) == words]
                explained = [*short, *_explained(case, run, hub)]
                explained += [f for f in alike if is_due(f, hub) and case.is_kit(hub)]
                back = back and not makes_up(case.alone(hub), hub, said.who, words)
                if back and not there and case.short(explained):
                    place = known(
                        own_send(case, hub),
                        case.code(hub).only(*SEND_CALLS),
                        case.code(hub).sent_back(),
                        sent_for(case, hub, text(said.data).strip(), _came(run, hub)),
                    )
                    yield from case.diagnosis(
                        "back-to-the-sender",
                        explained,
                        "A message goes back to the client that it came from, and not to the "
                        "other one",
                        place,
                        happened=f'{said.who} said "{_spoken(said, words)}", and {hub} sent it to '
                        f"{said.who}",
                        do=_back(place, named=case.is_kit(hub) and len(run.clients(hub)) > TWO),
                    )
                    return


def _came(run: Run, hub: str) -> set[str]:
    """Every message that came to a server."""
    return {text(e.data).strip() for e in run.all(ev.Sent) if e.to == hub}


def _back(place: Place, *, named: bool) -> str:
    """What to do about it; ``named``: a kit's function is given the receiver's name."""
    if _TASK.search(place.code):
        return _LATER
    return _NAMED if named else _OTHER_ONE


def not_passed_on(case: Case) -> Iterator[Diagnosis]:
    """What one client says is never sent to the other one, and the server is still there."""
    for hub in case.listeners:
        for run in case.alone(hub):
            if _right_elsewhere(case, hub, run):
                continue
            lines = [f for f in run.unmet if f.verb == "sends" and f.mood == "must" and f.objects]
            for finding in lines:
                said = said_to(run, hub, finding)
                # of a long text what came may be this very message, and only cut short
                part = not case.is_kit(hub) and asked_for(finding).endswith("…")
                part |= said is not None and run.hung_up(hub, said)
                if hub not in finding.actors or said is None or run.exited(hub) or part:
                    continue
                deaf = _deaf_to(run, hub, said.who, finding)
                lock = lock_over_receive(case.code(hub)) if deaf else Place()
                if lock.line:
                    yield from _holds_lock(case, hub, lock, lines, said)
                    return
                if len(deaf) == 1:
                    yield from _takes_turns(case, lines, deaf[0], finding.happened)
                    return
                # a kit's function is called anew for each message, also for one that is known
                since = said.n if case.is_kit(hub) else -1
                if asked_for(finding) in text(run.sent(hub, finding.objects[0], since)).lower():
                    if case.is_kit(hub) and _was_passed_over(run, hub, finding, said):
                        yield from _not_again(case, hub, lines, finding)
                        return
                    break
                if case.is_kit(hub) and _told(run, hub, said, finding.objects[0]).strip():
                    continue  # something was sent on: it is that which is wrong
                found = list(_missed(case, run, hub, said, finding))
                if not found:
                    break
                yield from found
                return


def not_to_itself(case: Case) -> Iterator[Diagnosis]:
    """Of a kit's server: what others say is sent on, and what somebody says to oneself is not."""
    for hub in case.listeners:
        for run in case.alone(hub) if case.is_kit(hub) else ():
            lacking = [f for f in run.unmet if is_due(f, hub) and asked_for(f)]
            to_itself = [said for f in lacking if (said := _said_to_itself(run, hub, f))]
            if not lacking or len(to_itself) < len(lacking) or len(run.clients(hub)) <= TWO:
                continue
            said, words = to_itself[0], asked_for(lacking[0])
            yield from case.diagnosis(
                "not-to-itself",
                lacking,
                "A message that somebody sends to themselves is not sent on",
                _asks_who(case, hub),
                happened=f'{said.who} said "{_spoken(said, words)}" to {said.who}, and {hub} did '
                "not send it",
                do="Nobody said that the two have to be different. What happens if they are not?",
            )
            return


def _said_to_itself(run: Run, hub: str, finding: Finding) -> ev.Sent | None:
    """What the one that a message is missed at has itself said with its words, and nobody else.

    If others' messages came to the same one, it is this that is different.
    """
    words = asked_for(finding)
    said = [e for e in run.all(ev.Sent) if e.to == hub and words in text(e.data).lower()]
    others = [f for f in run.findings if f.verdict == MET and is_due(f, hub)]
    reached = any(said_to(run, hub, f) for f in others if f.objects == finding.objects)
    own = said and all(e.who in finding.objects for e in said)
    there = own and words in text(run.sent(hub, finding.objects[0], said[-1].n)).lower()
    return said[-1] if own and reached and not there else None


def _asks_who(case: Case, hub: str) -> Place:
    """The only line of a student's own that compares the names of two."""
    own, code = own_lines(case, hub), case.code(hub)
    found = {
        code.line(file, node.lineno)
        for file, tree in code.trees()[:1]
        for node in (ast.walk(tree) if tree is not None else ())
        if isinstance(node, ast.Compare) and len(node.comparators) == 1 and node.lineno in own
        if {type(node.left), type(node.comparators[0])} == {ast.Name, ast.Attribute}
    }
    return found.pop() if len(found) == 1 else Place()


def _right_elsewhere(case: Case, hub: str, run: Run) -> bool:
    """Whether a kit's server lacks nothing beside others, and does beside another student's part.

    What is missing there, that other one may never have sent as it should.
    """
    if not case.is_kit(hub) or run.students == (hub,):
        return False
    others = [each for each in case.runs if each.students == (hub,)]
    return bool(others) and not any(hub in f.actors for each in others for f in each.unmet)


def _missed(case: Case, run: Run, hub: str, said: ev.Sent, finding: Finding) -> Iterator[Diagnosis]:
    """Why a server that hears who had said something did not send it on; nothing if it did."""
    lines = [f for f in run.unmet if is_due(f, hub)]
    waits = [w for w in run.waits(hub) if w.on == "receive"]
    asked = None if case.is_kit(hub) else _asked(run, hub, finding, said)
    if len(run.waits(hub)) == len(waits) == 1 and said.who not in waits[0].of:
        yield from _takes_turns(case, lines, waits[0], finding.happened)
    elif case.is_kit(hub) and _was_passed_on(run, hub, finding, said):
        yield from _not_again(case, hub, lines, finding)
    elif not asked and not case.is_kit(hub) and _passed_to(run, hub, finding, said):
        yield from _not_to_all(case, run, hub, finding)
    elif len(deaf := _deaf_to(run, hub, asked.who, finding) if asked else []) == 1:
        yield from _takes_turns(case, lines, deaf[0], finding.happened)
    elif any(text(e.data).lower() in asked_for(finding) for e in _passed(run, hub)):
        return
    elif not asked or not run.sent(hub, asked.who, asked.n):
        yield from _not_sent_on(case, run, hub, said, finding)


def _goes_on_changed(case: Case, hub: str) -> bool:
    """Whether another message than the one that came went to whom that should go, and none back."""
    for run in case.alone(hub):
        for f in run.unmet:
            said = said_to(run, hub, f) if f.verb == "sends" and f.objects else None
            if f.mood != "must" or hub not in f.actors or said is None:
                continue
            back = asked_for(f) in text(_told(run, hub, said, said.who)).lower()
            if not back and _told(run, hub, said, f.objects[0]).strip():
                return True
    return False


def _told(run: Run, hub: str, said: ev.Sent, to: str) -> bytes:
    """What was sent to one until anybody said the next thing.

    After that it may be another one's message, or the answer to what the same one asked then.
    """
    more = (e.n for e in run.all(ev.Sent) if e.to == hub and e.n > said.n)
    upto = min(more, default=math.inf)
    told = (e for e in run.all(ev.Sent, hub) if e.to == to and said.n < e.n < upto)
    return b"".join(e.data for e in told)


def _deaf_to(run: Run, hub: str, speaker: str, finding: Finding) -> list[ev.Wait]:
    """What a server slept in when a message was missed, if not in listening to who had sent it."""
    rests = [
        e.waits for e in run.events if isinstance(e, ev.Quiet | ev.Limit) and e.n <= finding.at
    ]
    waits = [wait for wait in (rests[-1] if rests else ()) if wait.who == hub]
    heard = [wait for wait in waits if wait.on in ("receive", "several")]
    return waits if heard and not any(speaker in wait.of for wait in heard) else []


def _holds_lock(
    case: Case, hub: str, lock: Place, lines: list[Finding], said: ev.Sent
) -> Iterator[Diagnosis]:
    yield from case.diagnosis(
        "lock-over-recv",
        lines,
        LOCKED,
        lock,
        happened=f'{said.who} had said "{_spoken(said, "")}", and {hub} slept in recv() on the '
        "other connection",
        do=UNLOCK,
    )


def _takes_turns(
    case: Case, lines: list[Finding], wait: ev.Wait, happened: str
) -> Iterator[Diagnosis]:
    yield from case.diagnosis(
        "takes-turns",
        lines,
        "The server waits for the other client's turn: one recv() at a time",
        place_of(wait),
        happened=happened,
        do=_TURNS,
    )


def _not_sent_on(
    case: Case, run: Run, hub: str, said: ev.Sent, finding: Finding
) -> Iterator[Diagnosis]:
    says = "A message that one client sends is not sent on to the other one"
    do, code = _REACHED if case.is_kit(hub) else _OTHER, case.code(hub)
    place, instead = code.receive(), _instead(run, hub, said, finding)
    if instead and not case.is_kit(hub):
        says = "Something else is sent to the other client, and not the message itself"
        place = known(quoted(code, instead, said.who), code.only(*SEND_CALLS), place)
    elif (none := never_filled(code)) and not case.is_kit(hub):
        says, place, do = _EMPTY.format(none[0]), none[1], _FILL.format(none[0])
    if case.is_kit(hub):
        place = known(own_send(case, hub))
        upto = min((e.n for e in run.all(ev.Sent) if e.to == hub and e.n > said.n), default=None)
        own = [e for e in run.all(ev.Sent, hub) if e.n > said.n and (upto is None or e.n < upto)]
        if any(text(e.data).strip().lower() in _due(run, hub, said.who) for e in own):
            says = "The server answers a message by itself, and does not send it on"
        elif not any(asked_for(finding) in text(e.data).lower() for e in own):
            found, why = in_the_way(case, hub, silent=not own)  # what sends was not come to
            place, says = known(found, place), f"{says}: {why}" if why else says
    yield from case.diagnosis(
        "not-passed-on",
        _explained(case, run, hub),
        says,
        place,
        happened=f'{said.who} said "{_spoken(said, asked_for(finding))}", and '
        f"{finding.objects[0]} got nothing of it"
        if case.is_kit(hub)
        else finding.happened,
        do=do,
    )


def _instead(run: Run, hub: str, said: ev.Sent, finding: Finding) -> str:
    """What a server sent in place of a message that it should have passed on."""
    told = text(_told(run, hub, said, finding.objects[0])).strip()
    words = {*re.findall(r"\w+", text(said.data).lower())}
    return "" if words & {*re.findall(r"\w+", told.lower())} else told


def _asked(run: Run, hub: str, finding: Finding, said: ev.Sent) -> ev.Sent | None:
    """What the one that a message is missed at has itself said after it.

    If that was answered, a wrong answer is what came, and nothing was to be passed on.
    """
    (to,) = finding.objects[:1]
    sent = [e for e in run.all(ev.Sent, to) if e.to == hub and said.n < e.n <= finding.at]
    return sent[-1] if sent else None


def _passed_to(run: Run, hub: str, finding: Finding, said: ev.Sent) -> set[str]:
    """To whom a message was passed on, of those who had not said it."""
    told = (e for e in run.all(ev.Sent, hub) if e.n > said.n and e.to != said.who)
    return {e.to for e in told if asked_for(finding) in text(e.data).lower()}


def _not_to_all(case: Case, run: Run, hub: str, finding: Finding) -> Iterator[Diagnosis]:
    yield from case.diagnosis(
        "not-to-all",
        _explained(case, run, hub),
        "A message is sent on to some of those who should get it, and not to all",
        case.code(hub).only(*SEND_CALLS),
        happened=finding.happened,
        do=_ALL,
    )


def _explained(case: Case, run: Run, hub: str) -> list[Finding]:
    """What was not sent in that run; of a kit that sends nothing on at all, in any."""
    met = (f for each in case.alone(hub) for f in each.findings if f.verdict == MET)
    never = case.is_kit(hub) and not any(
        is_due(f, hub) and asked_for(f) and case.lost & {*f.items} for f in met
    )
    runs = case.alone(hub) if never else [run]
    return [f for each in runs for f in each.unmet if is_due(f, hub)]


def _known_again(case: Case, hub: str) -> Place:
    """The only condition in a student's lines that asks whether something is among others."""
    own = own_lines(case, hub)
    found = [place for place in memberships(case.code(hub)) if place.line in own]
    return found[0] if len(found) == 1 else Place()


def _due(run: Run, hub: str, to: str) -> set[str]:
    """The messages of others that a server was to send to somebody."""
    lines = (f for f in run.findings if f.verb == "sends" and f.mood == "must" and hub in f.actors)
    return {asked_for(f) for f in lines if to in f.objects} - {""}


def _was_passed_on(run: Run, hub: str, finding: Finding, said: ev.Sent) -> bool:
    """Whether the very same had come before, and was passed on then."""
    came = [e for e in run.all(ev.Sent) if e.to == hub]
    for before in came:
        if before.n < said.n and (before.who, before.data) == (said.who, said.data):
            upto = min(e.n for e in came if e.n > before.n)
            told = (e for e in run.all(ev.Sent, hub) if before.n < e.n < upto)
            if any(
                e.to in finding.objects and asked_for(finding) in text(e.data).lower() for e in told
            ):
                return True
    return False


def _was_passed_over(run: Run, hub: str, finding: Finding, said: ev.Sent) -> bool:
    """Whether one that was passed on before is not; what is sent later may be another one."""
    told = text(_told(run, hub, said, finding.objects[0])).lower()
    return asked_for(finding) not in told and _was_passed_on(run, hub, finding, said)


def _not_again(case: Case, hub: str, lines: list[Finding], finding: Finding) -> Iterator[Diagnosis]:
    """The very message that was passed on once is not passed on when it comes again."""
    yield from case.diagnosis(
        "not-again",
        lines,
        "A message that was passed on is not passed on when the same one comes again",
        known(only_condition(case, hub), _known_again(case, hub)),
        happened=finding.happened,
        do=ANEW,
    )


def _passed(run: Run, hub: str) -> list[ev.Sent]:
    return [e for e in run.all(ev.Sent, hub) if text(e.data).strip()]


def _spoken(said: ev.Sent, words: str) -> str:
    """A message as it is told: of several in one piece, or texts of a record, that with words."""
    lines = [" ".join(row.split()) for _, row in texts(text(said.data))]
    rows = [row for row in lines if words in row.lower()]
    line = rows[-1] if rows else " ".join(lines)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
