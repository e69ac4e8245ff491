"""Whose message came first: what the server's answers follow, over all runs.

An *answer* is what the server sends after each of two clients has sent something.  Runs differ in
who connected first and who spoke first; what stays the same in the answers when these change tells
what they follow.
"""

import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import Place, known
from harness.diagnosis.quoted import quoted
from harness.diagnosis.threads import (
    awaited_in_turn,
    called_in_turn,
    joined_too_soon,
    pool_of_one,
)
from harness.diagnosis.traps import in_a_set, lock_over_receive
from harness.model import events as ev
from harness.model.play import MET, UNMET, Finding
from harness.model.quick import dataclass
from harness.model.result import Diagnosis

_ORDER = re.compile("first|before", re.IGNORECASE)
_TURNED = re.compile(r"\b(after|behind|later than)\b", re.IGNORECASE)  # the last one stands first
_RACE = (
    "It is a race which message is called the first: the threads do not settle it at the moment "
    "when recv() returns"
)
_SET = (
    "A set has no order: which message comes out of it first is chance, whichever was added first"
)
_LIST = "What keeps things in the order in which they were added?"
_LONGEST = 4000  # characters of an answer


@dataclass(frozen=True)
class Answered:
    """A run in which two clients spoke and the server answered.

    ``clients`` in the order of connection; ``speakers`` in that of their messages; ``said`` what
    each client said; ``answer`` what the server then sent, after event ``since``, to one of them.
    """

    run: Run
    clients: tuple[str, str]
    speakers: tuple[str, str]
    said: dict[str, str]
    answer: str
    findings: tuple[Finding, ...]
    since: int

    @property
    def crossed(self) -> bool:
        """Whether the one who connected last was the first to speak."""
        return self.clients != self.speakers

    @property
    def met(self) -> bool:
        """Whether all that was expected of the answer came."""
        return all(one.verdict == MET for one in self.findings)

    def by(self, order: tuple[str, str]) -> str:
        """The answer with each message as the number of its client in ``order``."""
        answer = self.answer
        for number, who in enumerate(order, 1):
            answer = answer.replace(self.said[who], f"<{number}>")
        return answer

    def named_first(self) -> str:
        """Whose message stands first in the answer, if both do and it says so by that."""
        if _TURNED.search(self.answer) and not _ORDER.search(self.answer):
            return ""
        places = {who: self.answer.find(self.said[who]) for who in self.clients}
        if -1 in places.values():
            return ""
        return min(places, key=lambda who: places[who])


def answers(case: Case) -> Iterator[tuple[str, list[Answered]]]:
    """The runs in which a server was to answer two clients, scene by scene."""
    for who in case.own_servers:
        own = case.alone(who)
        for scene in dict.fromkeys(run.scene for run in own):
            runs = [run for run in own if run.scene == scene]
            found = [one for run in runs if (one := _answered(run, who)) is not None]
            yield who, [one for one in found if one.findings]


def _answered(run: Run, who: str) -> Answered | None:
    clients = run.clients(who)
    first = {one: e for one in clients for e in run.all(ev.Sent, one)[:1] if e.to == who}
    if len(clients) != 2 or len(first) != 2:
        return None
    speakers = sorted(first, key=lambda one: first[one].n)
    since = first[speakers[1]].n
    said = _said(run, who, first, since)
    if not all(said.values()):
        return None
    answer = next(
        (sent for one in clients if (sent := text(run.sent(who, one, since)).strip())), ""
    )
    answer = answer[:_LONGEST]
    own = tuple(f for f in run.findings if f.verb == "sends" and who in f.actors and f.at > since)
    pair, spoke = (clients[0], clients[1]), (speakers[0], speakers[1])
    return Answered(run, pair, spoke, said, answer, own, since)


def _said(run: Run, who: str, first: dict[str, ev.Sent], since: int) -> dict[str, str]:
    """What each of two clients said; if both began alike ('MSG'), what they said after that."""
    said = {one: text(e.data).strip() for one, e in first.items()}
    if len({*said.values()}) == 1:
        answered = next((e.n for e in run.all(ev.Sent, who) if e.n > since), None)
        sent = {one: [e for e in run.all(ev.Sent, one) if e.to == who] for one in first}
        last = {
            one: next((e for e in reversed(all_) if answered is None or e.n < answered), first[one])
            for one, all_ in sent.items()
        }
        later = {one: text(e.data).strip() for one, e in last.items()}
        if all(later.values()) and len({*later.values()}) == 2:
            return later
    return said


def unmet(found: list[Answered]) -> list[Finding]:
    """What these answers lack."""
    return [f for one in found for f in one.findings if f.verdict == UNMET]


def asks_for_order(found: list[Answered]) -> list[Answered]:
    """Those whose two messages can be told apart, and that were answered."""
    return [one for one in found if one.answer and len({*one.said.values()}) == 2]


def order_of_connection(case: Case) -> Iterator[Diagnosis]:
    """The answer stays the same whoever speaks first."""
    for who, answered in answers(case):
        found = asks_for_order(answered)
        straight = [one for one in found if not one.crossed]
        crossed = [one for one in found if one.crossed]
        if not straight or not crossed or len({one.by(one.clients) for one in found}) != 1:
            continue
        if not all(one.met for one in straight) or any(one.met for one in crossed):
            continue
        first, second = crossed[0].clients
        place, do = _mechanism(case, who, found)
        yield from case.diagnosis(
            "order-of-connection",
            unmet(crossed),
            "The answer follows the order of connection (accept), not the order in which the "
            "messages arrived",
            place,
            happened=f"{first} connected first and {second} spoke first, and the answer was the "
            "same as when they spoke the other way round",
            do=do,
        )


_BLOCKS = (
    "A recv() on one connection (or the join() of its thread) sleeps while the other client's "
    "message is there already. "
)
_MARK = (
    "Let a thread for each client receive, and let the one whose recv() returns first leave a mark "
    "that the other one sees (under a lock)."
)
_HELD = (
    "A lock is held here while recv() waits, so that the other thread cannot receive what is there "
    "already. Receive first, without the lock; hold it only while the message is noted."
)
_LATE = (
    "It is a race which message is called the first: each thread notes its own only after it has "
    "waited for the other one"
)
_NOTE = (
    "Each thread must note its message in the very step after its recv(), in what both share and "
    "under a lock, before it waits for the other one."
)
_END = (
    "Which end of the list, or which side of the condition, is the first? And is it noted in the "
    "very step after recv(), before a thread waits for the other one?"
)
_AWAITED = (
    "Here the message of one client is awaited, and then that of the other, though it may be there "
    "already. Let a task for each client read, and note its message in the very step after that."
)
_GATHERS = re.compile(r"=\s*(?:await\s+)?\w+\.(gather|map)\(")
_GATHERED = (
    "{0}() gives what it gathers in the order of its arguments, whichever of them was there first. "
    "Note each message in the very step after it is received."
)
_HEARD_LATE = (
    "Neither message is received before both are there, and which of them came first cannot be "
    "seen any more. Receive each as soon as it is there, and note it in that very step."
)
_SORTED = (
    "Both messages are received as they come. What is it that brings them into the order of the "
    "connections again: a sort, or names that are always in the same place?"
)
_BEGAN = (
    "It is noted here before anything is received: that is when the thread begins to wait for its "
    "client, and not when the message comes."
)


def _mechanism(case: Case, who: str, found: list[Answered]) -> tuple[Place, str]:
    """How it came to that, by what the server waited for when both were connected."""
    heard = {_listens_to(one, who) for one in found} - {0}
    lock = lock_over_receive(case.code(who))
    if heard == {1} and lock.line:
        return lock, _HELD
    if heard == {1}:
        return _first_receive(case, who), _BLOCKS + _MARK
    if heard == {2}:
        code = case.code(who)
        awaited = awaited_in_turn(code)
        if awaited.line:
            return awaited, _AWAITED
        gathered = code.only("gather", "map")
        if by_arguments := _GATHERS.search(gathered.code):
            return gathered, _GATHERED.format(by_arguments[1])
        if _leaves_the_first(found, who):
            said = quoted(code, found[0].answer, *found[0].said.values())
            return known(code.only("select", "poll"), said), _HEARD_LATE
        if (before := code.noted_before()).line:
            return before, _BEGAN
        return known(
            code.only("sort", "sorted"), quoted(code, found[0].answer, *found[0].said.values())
        ), _SORTED
    return Place(), _MARK


def _listens_to(one: Answered, who: str) -> int:
    """To how many of two clients the server listened at once before both had spoken."""
    run = one.run
    sent = [e.n for client in one.clients for e in run.all(ev.Sent, client)[:1]]
    made = [e.n for e in run.all(ev.Connected) if e.to == who]
    rests = [rest for rest in run.all(ev.Quiet) if max(made) < rest.n < max(sent)]
    return max(
        (len({of for w in rest.waits if w.who == who for of in w.of}) for rest in rests), default=0
    )


def _leaves_the_first(found: list[Answered], who: str) -> bool:
    """Whether it was seen that the server takes no message before there is a second one."""
    left = []
    for one in found:
        sent = min(e.n for e in one.run.all(ev.Sent, one.speakers[0]))
        rests = [*one.run.all(ev.Quiet), *one.run.all(ev.Lull)]
        rest = max((e.n for e in rests if sent < e.n < one.since), default=-1)
        if rest > -1 and not any(e.what in {"read", "ahead"} for e in one.run.all(ev.Unseen)):
            reads = [e for e in one.run.all(ev.Read, who) if e.of == one.speakers[0]]
            left.append(not any(sent < e.n < one.since for e in reads))
    return bool(left) and all(left)


def _first_receive(case: Case, who: str) -> Place:
    """What keeps the second client waiting: a join(), a call, or the first of several receives."""
    code = case.code(who)
    before = known(pool_of_one(code), joined_too_soon(code), called_in_turn(code))
    if before.line:
        return before
    calls = code.receives()
    if calls and all(
        call.function == calls[0].function and call.loops == calls[0].loops for call in calls
    ):
        return calls[0].place
    return Place()


def reversed_order(case: Case) -> Iterator[Diagnosis]:
    """The message that came last always stands first."""
    for who, answered in answers(case):
        found = asks_for_order(answered)
        both = {one.crossed for one in found} == {True, False}
        if both and all(one.named_first() == one.speakers[1] and not one.met for one in found):
            late = case.code(who).noted_late()
            yield from case.diagnosis(
                "race" if late.line else "reversed",
                unmet(found),
                _LATE if late.line else "The message that came last is said to be the first",
                known(late, quoted(case.code(who), found[0].answer, *found[0].said.values())),
                happened=f"{found[0].speakers[0]} spoke first, and {who} answered "
                f'"{short(found[0].answer)}"',
                do=_NOTE if late.line else _END,
            )


def same_first(case: Case) -> Iterator[Diagnosis]:
    """The same message stands first, whoever spoke or connected first."""
    for who, answered in answers(case):
        found = [one for one in asks_for_order(answered) if one.named_first()]
        firsts = {one.said[one.named_first()] for one in found}
        wrong = [one for one in found if one.named_first() != one.speakers[0]]
        pairs = {one.clients for one in found}
        if len(firsts) == 1 and len(pairs) == 2 and 0 < len(wrong) < len(found) and unmet(wrong):
            said = short(next(iter(firsts)))
            yield from case.diagnosis(
                "same-first",
                unmet(wrong),
                "The same message stands first, whoever spoke first",
                known(
                    case.code(who).only("sort", "sorted"),
                    quoted(case.code(who), found[0].answer, *found[0].said.values()),
                ),
                happened=f'"{said}" came first in {len(found) - len(wrong)} of {len(found)} runs, '
                "and stood first in the answer in all of them",
                do="What puts the messages in order: a sort by their text, min(), or a name? "
                "Only the moment at which recv() returns tells who was first.",
            )


def race(case: Case) -> Iterator[Diagnosis]:
    """The same thing was done several times, and the answers differ."""
    for who, answered in answers(case):
        found = asks_for_order(answered)
        groups: dict[object, list[Answered]] = {}
        for one in found:  # alike: who connected first, who spoke first, and with what
            groups.setdefault((one.clients, one.speakers, *one.said.items()), []).append(one)
        for like in groups.values():
            wrong = [one for one in like if not one.met and one.named_first()]
            # by who spoke first: of equal runs some answers begin with it, and some do not
            if wrong and len({one.named_first() == one.speakers[0] for one in like}) == 2:
                unordered = in_a_set(case.code(who))
                yield from case.diagnosis(
                    "race",
                    unmet(wrong),
                    _SET if unordered.line else _RACE,
                    known(unordered, case.code(who).noted_late()),
                    happened=f"The same was done {len(like)} times, and the answer was right in "
                    f"{sum(one.met for one in like)} of them",
                    do=_LIST if unordered.line else _NOTE,
                )
                return


def says_not_whose(case: Case) -> Iterator[Diagnosis]:
    """There is an answer, always the same, and neither message is in it."""
    for who, answered in answers(case):
        found = asks_for_order(answered)
        alike = len({one.answer for one in found}) == 1
        if not found or not alike or {one.crossed for one in found} != {True, False}:
            continue
        if any(one.met for one in found) or says_order(found[0]):
            continue
        if not any(said in found[0].answer for said in found[0].said.values()):
            yield from case.diagnosis(
                "no-order-told",
                unmet(found),
                "The answer does not say whose message came first",
                known(
                    quoted(case.code(who), found[0].answer), case.code(who).only("sendall", "send")
                ),
                happened=f'Whoever spoke first, {who} answered "{short(found[0].answer)}"',
                do="Both messages belong in the answer, the one that came first in front.",
            )


def passes_on(case: Case) -> Iterator[Diagnosis]:
    """Each client is told what the other one said, and nothing else."""
    for who, answered in answers(case):
        found = asks_for_order(answered)
        asked = [f for f in unmet(found) if _ORDER.search(f.expected)]
        if asked and all(not one.met and _passed_on(one, who) for one in found):
            yield from case.diagnosis(
                "passes-on",
                asked,
                "What one client says is passed on to the other one, and neither is told whose "
                "message came first",
                case.code(who).only("sendall", "send"),
                happened=f"{who} sent each client what the other had said, such as "
                f'"{short(found[0].said[found[0].clients[0]])}"',
                do="Where is it noted whose message came first? That is what both should hear.",
            )


def _passed_on(one: Answered, who: str) -> bool:
    """Whether what each of two clients is told is what the other one said."""
    a, b = one.clients
    told = {to: text(one.run.sent(who, to)).strip() for to in one.clients}
    return all(
        one.said[other] in told[to] and one.said[to] not in told[to] and not _ORDER.search(told[to])
        for to, other in ((a, b), (b, a))
    )


def says_order(one: Answered) -> bool:
    """Whether an answer has a word for an order."""
    return _ORDER.search(one.answer) is not None


def short(said: str) -> str:
    """An answer as it is quoted: on one line, and not too long."""
    line = " ".join(said.split())
    return line if len(line) <= 80 else f"{line[:79]}…"
