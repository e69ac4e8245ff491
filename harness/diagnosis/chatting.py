"""The chat: what is passed on, to whom, and what the word that ends it ends."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from harness.diagnosis.case import Case, Run, place_of, text
from harness.diagnosis.code import SEND, Place
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

_BYE = "bye"
_CHAT = 2  # messages of one client before it leaves
_LIKE_BYE = re.compile(r"bye", re.IGNORECASE)


@dataclass(frozen=True)
class Farewell:
    """A run in which ``leaver`` sent the word to ``hub`` as a whole message (event ``at``).

    What ``hub`` did then: whether it passed the word on to ``stayer``, and whom it closed.
    """

    run: Run
    leaver: str
    stayer: str
    word: str
    relayed: bool
    closed: frozenset[str]
    unmet: tuple[Finding, ...]


def _farewells(case: Case, hub: str) -> list[Farewell]:
    return [one for run in case.alone(hub) if (one := _farewell(run, hub)) is not None]


def _farewell(run: Run, hub: str) -> Farewell | None:
    clients = run.clients(hub)
    said = [
        e for e in run.all(ev.Sent)
        if e.to == hub and text(e.data).strip().strip("'\"").lower() == _BYE
    ]  # fmt: skip
    ends = [e for e in run.all(ev.Closed, hub) if said and e.n < said[-1].n]
    if len(clients) != 2 or not said or ends:
        return None
    at, leaver = said[-1].n, said[-1].who
    if sum(e.to == hub and e.n < at for e in run.all(ev.Sent, leaver)) < _CHAT:
        return None  # said to end what is no chat
    stayer = next(one for one in clients if one != leaver)
    relayed = bool(_LIKE_BYE.search(text(run.sent(hub, stayer, at))))
    closed = frozenset(e.to for e in run.all(ev.Closed, hub) if e.n > at)
    if run.exited(hub):
        closed = frozenset(clients)
    unmet = tuple(f for f in run.unmet if hub in f.actors and f.at >= at and f.verb != "ends")
    return Farewell(run, leaver, stayer, text(said[-1].data).strip(), relayed, closed, unmet)


def bye(case: Case) -> Iterator[Diagnosis]:
    """What is wrong with the end of the chat, if one thing is: over all runs, from both sides."""
    for hub in case.listeners:
        found = _farewells(case, hub)
        short = [finding for one in found for finding in one.unmet]
        if not short:
            continue
        deaf = [one for one in found if not one.closed]
        sides = {one.leaver for one in found}
        if deaf and len({one.leaver for one in deaf}) < len(sides):
            yield from _from_one_side(case, hub, found, deaf)
        elif len(deaf) == len(found):
            yield from _ends_nothing(case, hub, found)
        elif not deaf:
            yield from _half_an_end(case, hub, found)


def _from_one_side(
    case: Case, hub: str, found: list[Farewell], deaf: list[Farewell]
) -> Iterator[Diagnosis]:
    heard = next(one for one in found if one.closed)
    yield from case.diagnosis(
        "bye-from-one-side",
        deaf[0].unmet,
        f"{heard.word} ends the chat only when it comes from one of the two clients",
        _one(case, hub),
        happened=f"When {heard.leaver} said it the chat ended; when {deaf[0].leaver} said it "
        "nothing was closed",
        do="Look for it in what either client sends.",
    )


def _ends_nothing(case: Case, hub: str, found: list[Farewell]) -> Iterator[Diagnosis]:
    word = found[0].word
    compared = case.code(hub).comparisons(_BYE)
    other = [one for one in compared if one[1].strip() != word and not _folds(one[0].code)]
    if compared and len(other) == len(compared):
        yield from case.diagnosis(
            "bye-spelt-otherwise",
            found[0].unmet,
            f'Texts are compared letter by letter, capitals too: "{other[0][1]}" is not "{word}"',
            other[0][0],
            happened=f"{found[0].leaver} said {word}, and {hub} closed nothing",
            do=f"Compare with {word}, or make both small letters first.",
        )
        return
    yield from case.diagnosis(
        "bye-ends-nothing",
        found[0].unmet,
        f"{word} is treated like any other message: it ends nothing",
        _one(case, hub),
        happened=f"{found[0].leaver} said {word}, and {hub} closed neither connection",
        do="When the message is just this word, pass it on, and close both connections.",
    )


def _folds(code: str) -> bool:
    return any(word in code for word in (".lower(", ".upper(", ".casefold(", ".title("))


def _half_an_end(case: Case, hub: str, found: list[Farewell]) -> Iterator[Diagnosis]:
    silent = [one for one in found if not one.relayed]
    half = [one for one in found if len(one.closed) == 1]
    if silent and len(silent) == len(found) and not half:
        yield from case.diagnosis(
            "bye-not-relayed",
            silent[0].unmet,
            f"The connections are closed before {silent[0].word} is passed on to the other client",
            _one(case, hub),
            happened=f"{silent[0].leaver} said {silent[0].word}; {silent[0].stayer} was sent "
            "nothing, and both connections ended",
            do="First pass it on like any message; then close.",
        )
    elif half and len(half) == len(found):
        one = next((each for each in half if _sleeper(each, hub).line), half[0])
        (closed,) = one.closed
        other = one.stayer if closed == one.leaver else one.leaver
        yield from case.diagnosis(
            "bye-ends-one-side",
            one.unmet,
            f"{one.word} ends the connection to one client only; the other one stays connected",
            _sleeper(one, hub),
            happened=f"{one.leaver} said {one.word}; {hub} closed its connection to {closed}, and "
            f"not that to {other}",
            do="Close both. And close() does not end a connection on which another thread still "
            "sleeps in recv(): call shutdown(socket.SHUT_RDWR) on it first.",
        )


def _sleeper(one: Farewell, hub: str) -> Place:
    """Where a thread sleeps that should have been told that the chat is over."""
    left = [w for w in one.run.waits(hub) if w.on == "receive" and not {*w.of} & one.closed]
    return place_of(left[0]) if left else Place()


def _one(case: Case, hub: str) -> Place:
    found = case.code(hub).comparisons(_BYE)
    return found[0][0] if len(found) == 1 else Place()


def part_of_a_word(case: Case) -> Iterator[Diagnosis]:
    """The chat is ended by a message that only has the word in it."""
    for hub in case.listeners:
        for run in case.alone(hub):
            broken = [f for f in run.unmet if f.mood == "never" and f.verb == "closes"]
            at = min((n for f in broken for n in f.events), default=-1)
            said = [e for e in run.all(ev.Sent) if e.to == hub and e.n < at]
            last = text(said[-1].data).strip() if said else ""
            if not broken or last.lower() == _BYE or not _LIKE_BYE.search(last):
                continue
            found = [one for one in case.code(hub).comparisons(_BYE) if one[2] == "in"]
            yield from case.diagnosis(
                "part-of-a-word",
                broken,
                f'A message that only contains the word ends the chat: "{last}"',
                found[0][0] if len(found) == 1 else Place(),
                happened=f"{said[-1].who} said that, and {hub} closed the connection",
                do="Compare the whole message (==, after strip()), and do not look for the word "
                "in it (in, find, startswith).",
            )
            return


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
                        case.code(hub).only(*SEND),
                        happened=f'{said.who} said "{words}", and {hub} sent it to {said.who}',
                        do="Of the two connections, send on the one that it did not come from.",
                    )
                    return


def changed_on_the_way(case: Case) -> Iterator[Diagnosis]:
    """A message arrives with the same words, and not as it was written."""
    for hub in case.listeners:
        for run in case.alone(hub):
            short = [f for f in run.unmet if f.verb == "sends" and f.mood == "must" and f.objects]
            for finding in short:
                instead = [e for e in run.all(ev.Sent, hub) if e.n in finding.events]
                came = text(b"".join(e.data for e in instead))
                wanted = " ".join(re.findall(r"\w+", _words(finding).replace("\\", "")))
                have = " ".join(re.findall(r"\w+", came.lower()))
                if hub in finding.actors and wanted and wanted in have:
                    yield from case.diagnosis(
                        "changed-on-the-way",
                        [f for f in short if f.items == finding.items],
                        "The message is changed before it is sent on: its capitals, or its spaces",
                        happened=f"Expected was: {finding.expected}",
                        do="Send on just what came.",
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
                    place_of(waits[0]) if turns else Place(),
                    happened=finding.happened,
                    do="A thread for each client can sleep in recv() and send on what comes."
                    if turns
                    else "What recv() returned on one connection: send it on the other one.",
                )
                return


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


def _words(finding: Finding) -> str:
    """The text that a line asks for or forbids, as far as it is one."""
    found = re.search(r': "(.*)"$', finding.expected)
    return found[1].lower().removesuffix("\\n") if found else ""


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
                        "A message is also sent back to the client that it came from",
                        happened=f"{to} sent it, and {hub} sent it to {to} again",
                        do="Send it to the other one only.",
                    )
                    return


def _is_own(run: Run, event: ev.Sent, finding: Finding) -> bool:
    """Whether ``event`` carries back what its receiver has sent last."""
    own = [e for e in run.all(ev.Sent, event.to) if e.to == event.who and e.n < event.n]
    if not own:
        return False
    words = _words(finding)
    last, back = text(own[-1].data).lower(), text(event.data).lower()
    return last.strip() == back.strip() or bool(words and words in last and words in back)
