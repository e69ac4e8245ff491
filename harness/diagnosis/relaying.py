"""Messages that a server should pass on: to whom they go, and whether they arrive as they were."""

import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, place_of, text
from harness.diagnosis.code import SEND, Place, known
from harness.diagnosis.regions import own_send
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

_TURNS = "A thread for each client can sleep in recv() and send on what comes."
_OTHER = "What recv() returned on one connection: send it on the other one."
_REACHED = "Which of your lines should send it, and what must be true for it to be reached?"
_OTHER_ONE = "Of the two connections, send on the one that it did not come from."
_NAMED = "Which of the names that your function has is the receiver's? Pass that one on."
_TWO = 2  # clients, of which each has only one to talk to
_LONGEST = 60  # characters of a message that is quoted
_LEAST = 2  # spaces in a message by whose words it is known again


def back_to_the_sender(case: Case) -> Iterator[Diagnosis]:
    """What a client says goes back to itself, and not to the other one."""
    for hub in case.listeners:
        for run in case.alone(hub):
            short = [f for f in run.unmet if f.verb == "sends" and hub in f.actors and f.objects]
            for finding in short:
                said = _said_to(run, hub, finding)
                if finding.mood != "must" or said is None:
                    continue
                words = _words(finding)
                back = words in text(run.sent(hub, said.who, said.n)).lower()
                there = words in text(run.sent(hub, finding.objects[0], said.n)).lower()
                if back and not there:
                    yield from case.diagnosis(
                        "back-to-the-sender",
                        short,
                        "A message goes back to the client that it came from, and not to the "
                        "other one",
                        known(
                            own_send(case, hub),
                            case.code(hub).only(*SEND),
                            case.code(hub).sent_back(),
                        ),
                        happened=f'{said.who} said "{_spoken(said)}", and {hub} sent it to '
                        f"{said.who}",
                        do=_NAMED
                        if case.is_kit(hub) and len(run.clients(hub)) > _TWO
                        else _OTHER_ONE,
                    )
                    return


def changed_on_the_way(case: Case) -> Iterator[Diagnosis]:
    """A message arrives with the same words, and not as it was written."""
    for hub in case.listeners:
        for run in case.alone(hub):
            short = [f for f in run.unmet if f.verb == "sends" and f.mood == "must" and f.objects]
            for finding in short:
                instead = [e for e in run.all(ev.Sent, hub) if e.n in finding.events]
                if _words(finding).endswith("…"):
                    continue  # what is told of a long message may be all that came of it
                wanted = _bare(_words(finding).replace("\\", ""))
                # with more behind it, it is an answer in which the message is quoted
                there = any(_bare(text(e.data)).endswith(wanted) for e in instead)
                if hub in finding.actors and wanted.count(" ") >= _LEAST and there:
                    yield from case.diagnosis(
                        "changed-on-the-way",
                        [f for f in short if f.items == finding.items],
                        "The message is changed before it is sent on: its capitals, or its spaces",
                        own_send(case, hub),
                        happened=f"Expected was: {finding.expected}",
                        do="Send on just what came.",
                    )
                    return


def _bare(said: str) -> str:
    return " ".join(re.findall(r"\w+", said.lower()))


def added_on_the_way(case: Case) -> Iterator[Diagnosis]:
    """A message arrives with words before it that nobody said."""
    for hub in case.listeners:
        for run in case.alone(hub):
            for f in run.unmet:
                instead = [e for e in run.all(ev.Sent, hub) if e.n in f.events]
                added = _added(_words(f), text(b"".join(e.data for e in instead)))
                if f.verb == "sends" and f.mood == "must" and hub in f.actors and added:
                    yield from case.diagnosis(
                        "added-on-the-way",
                        [one for one in run.unmet if one.items == f.items],
                        f'The message is changed before it is sent on: "{added}" is put before it',
                        own_send(case, hub),
                        happened=f"Expected was: {f.expected}",
                        do="Send on just what came.",
                    )
                    return


def letters_lost(case: Case) -> Iterator[Diagnosis]:
    """A message arrives without the letters that ASCII has not, or with a mark for each."""
    for hub in case.listeners:
        for run in case.alone(hub):
            for f in run.unmet:
                said = _quoted(f).replace('\\"', '"')
                if f.verb != "sends" or f.mood != "must" or hub not in f.actors or said.isascii():
                    continue
                instead = [e for e in run.all(ev.Sent, hub) if e.n in f.events]
                came = text(b"".join(e.data for e in instead))
                poor = [said.encode("ascii", how).decode() for how in ("ignore", "replace")]
                if said not in came and any(each in came for each in poor):
                    yield from case.diagnosis(
                        "letters-lost",
                        [f],
                        "Letters that are not among ASCII's get lost on the way",
                        own_send(case, hub),
                        happened=f"Expected was: {f.expected}",
                        do="What is sent on is the text as it came, whatever letters it has.",
                    )
                    return


def _added(wanted: str, came: str) -> str:
    """What stands in a text between the first words that are asked for and all the others."""
    words = re.findall(r"\w+", wanted.replace("\\", ""))
    have = " ".join(re.findall(r"\w+", came.lower()))
    if len(words) <= _LEAST + 1:
        return ""
    first, rest = re.escape(words[0]), re.escape(" ".join(words[1:]))
    found = re.search(rf"\b{first} ((?:\w+ ){{1,5}}){rest}\b", have)
    return found[1].strip() if found else ""


def should_not_pass(case: Case) -> Iterator[Diagnosis]:
    """What one client said goes to another one that should not get it."""
    for hub in case.listeners:
        for run in case.alone(hub):
            for f in run.unmet:
                if f.mood != "never" or f.verb != "sends" or hub not in f.actors:
                    continue
                words = _words(f)
                sent = [e for e in run.all(ev.Sent, hub) if e.n in f.events]
                before = [e for e in run.all(ev.Sent) if e.to == hub and e.n < min(f.events)]
                told = [e for e in before if words and words in text(e.data).lower()]
                if not told or not any(words in text(e.data).lower() for e in sent):
                    continue
                if any(e.who in f.objects for e in told):
                    continue  # that it comes back is another mistake
                yield from case.diagnosis(
                    "should-not-pass",
                    [f],
                    f'A message is passed on to a client that should not get it: "{_quoted(f)}"',
                    own_send(case, hub),
                    happened=f.happened,
                    do="What must be true of who sends it, and of who gets it, before it is "
                    "passed on?",
                )
                return


def not_passed_on(case: Case) -> Iterator[Diagnosis]:
    """What one client says is never sent to the other one, and the server is still there."""
    for hub in case.listeners:
        for run in case.alone(hub):
            lines = [f for f in run.unmet if f.verb == "sends" and f.mood == "must" and f.objects]
            for finding in lines:
                said = _said_to(run, hub, finding)
                if hub not in finding.actors or said is None or run.exited(hub):
                    continue
                if _words(finding) in text(run.sent(hub, finding.objects[0])).lower():
                    break
                waits = [w for w in run.waits(hub) if w.on == "receive"]
                turns = len(run.waits(hub)) == len(waits) == 1 and said.who not in waits[0].of
                says = "A message that one client sends is not sent on to the other one"
                if turns:
                    says = "The server waits for the other client's turn: one recv() at a time"
                if not turns and any(
                    text(e.data).lower() in _words(finding) for e in _passed(run, hub)
                ):
                    break
                yield from case.diagnosis(
                    "takes-turns" if turns else "not-passed-on",
                    lines,
                    says,
                    place_of(waits[0]) if turns else _received(case, hub),
                    happened=finding.happened,
                    do=_TURNS if turns else _REACHED if case.is_kit(hub) else _OTHER,
                )
                return


def _received(case: Case, hub: str) -> Place:
    """Where what should be passed on was received, or what the student's own lines send instead."""
    return own_send(case, hub) if case.is_kit(hub) else case.code(hub).receive()


def _passed(run: Run, hub: str) -> list[ev.Sent]:
    return [e for e in run.all(ev.Sent, hub) if text(e.data).strip()]


def _said_to(run: Run, hub: str, finding: Finding) -> ev.Sent | None:
    """The message that should have been passed on: the last that another client sent by then."""
    words = _words(finding)
    sent = [
        e for e in run.all(ev.Sent)
        if e.to == hub and e.n <= finding.at and e.who not in finding.objects
    ]  # fmt: skip
    like = [e for e in sent if words and words in text(e.data).lower()]
    return like[-1] if like else None


def _spoken(said: ev.Sent) -> str:
    """A message as it is told."""
    line = " ".join(text(said.data).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _words(finding: Finding) -> str:
    """The text that a line asks for or forbids, as far as it is one, in small letters."""
    return _quoted(finding).lower()


def _quoted(finding: Finding) -> str:
    found = re.search(r': "(.*)"$', finding.expected)
    return found[1].removesuffix("\\n") if found else ""


def both_get_it(case: Case) -> Iterator[Diagnosis]:
    """What a client says comes back to itself, too, where it should not."""
    for hub in case.listeners:
        for run in case.alone(hub):
            for finding in run.unmet:
                if finding.mood != "never" or finding.verb != "sends" or not finding.events:
                    continue
                to = finding.objects[0] if finding.objects else ""
                event = next(e for e in run.events if e.n == min(finding.events))
                if isinstance(event, ev.Sent) and event.who == hub and _is_own(run, event, finding):
                    yield from case.diagnosis(
                        "sender-gets-it-too",
                        [finding],
                        _too_many(run, event),
                        own_send(case, hub),
                        happened=f"{to} sent it, and {hub} sent it to {_listed(_got(run, event))}",
                        do="Send it to the one that it is meant for, and to nobody else.",
                    )
                    return


def _too_many(run: Run, event: ev.Sent) -> str:
    """Who gets it beside the one who should."""
    got, clients = _got(run, event), run.clients(event.who)
    if len(clients) > _TWO and {*got} == {*clients}:
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
    words = _words(finding)
    last, back = text(own[-1].data).lower(), text(event.data).lower()
    return last.strip() == back.strip() or bool(words and words in last and words in back)
