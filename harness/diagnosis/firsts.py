"""Answers that call no message the first one: both orders at once, both the first, each its own.

They are right of one of the two whatever happens, and so say nothing.
"""

import ast
import re
from collections.abc import Iterator
from itertools import permutations

from harness.diagnosis.branches import both_taken
from harness.diagnosis.case import Case, text
from harness.diagnosis.code import Code, Place
from harness.diagnosis.order import Answered, answers, asks_for_order, says_order, short, unmet
from harness.diagnosis.quoted import quoted
from harness.diagnosis.shared import made_once, one_for_all, one_global, one_host
from harness.model.play import Finding
from harness.model.result import Diagnosis

_ORDER, _FIRST = "before", "first"
_FIRST_WORD = re.compile(r"\b(first|1st)\b", re.IGNORECASE)
_BOTH = 2
_AGAIN = re.compile(r"(.+?)(\s*\1)+", re.DOTALL)


def both_orders(case: Case) -> Iterator[Diagnosis]:
    """Each message is said to be before the other one, in every scene whose messages differ."""
    for who in case.own_servers:
        found = [one for server, each in answers(case) if server == who for one in each]
        apart = [one for one in found if len({*one.said.values()}) == _BOTH]
        if not apart or not all(_has_both(one, _ORDER) for one in apart):
            continue
        yield from case.diagnosis(
            "both-orders",
            [f for one in found for f in one.run.unmet if f.verb == "sends" and who in f.actors],
            "The answer gives both orders at once, and so says of neither message that it came "
            "first",
            quoted(case.code(who), apart[0].answer, *apart[0].said.values()),
            happened=f'{who} answered "{short(apart[0].answer)}"',
            do="One order only belongs in it: that in which the recv() of each client returned.",
        )


def each_first(case: Case) -> Iterator[Diagnosis]:
    """Both messages are called the first: in one answer, or each to its own client."""
    for who, found in answers(case):
        broken = [(one, f) for one in found for f in _broken(one, who)]
        if not broken:
            continue
        one, _ = broken[0]
        told = {to: _heard(one, who, to) for to in one.clients}
        own = all(
            one.said[to] in told[to] and one.said[other] not in told[to]
            for to, other in (one.clients, one.clients[::-1])
        )
        both = _has_both(one, _FIRST)
        if not own and not both:
            continue
        yield from case.diagnosis(
            "each-first",
            [f for _, f in broken],
            "Each client is told that its own message was the first"
            if own
            else "Both messages are called the first one",
            quoted(case.code(who), one.answer, *one.said.values()),
            happened=f"{who} sent "
            + " and ".join(f'{to} "{short(said)}"' for to, said in told.items())
            if own
            else f'{_whoever(found)}{who} answered "{short(one.answer)}"',
            do="Both clients get the same answer, and it calls one message the first: that whose "
            "recv() returned first.",
        )


def _whoever(found: list[Answered]) -> str:
    """That the answer is the same when the other one speaks first, if it was."""
    apart = asks_for_order(found)
    same = len({one.answer for one in apart}) == 1
    return "Whoever spoke first, " if same and len({one.speakers for one in apart}) > 1 else ""


def own_place(case: Case) -> Iterator[Diagnosis]:
    """Each client is told whether it was first, and that is right, but neither message is in it."""
    for who, answered in answers(case):
        found = asks_for_order(answered)
        pairs = {tuple(_heard(one, who, to) for to in one.speakers) for one in found}
        if len(pairs) != 1 or {one.crossed for one in found} != {True, False}:
            continue
        first, second = next(iter(pairs))
        said = {each for one in found for each in one.said.values()}
        if not first or not second or first == second or not _FIRST_WORD.search(first):
            continue
        if any(each in first or each in second for each in said):
            continue
        one = found[0]
        yield from case.diagnosis(
            "own-place",
            unmet(found),
            "Each client is told the place of its own message only, and neither message is in the "
            "answer",
            quoted(case.code(who), first),
            happened=f'{one.speakers[0]} spoke first and was sent "{short(first)}"; '
            f'{one.speakers[1]} was sent "{short(second)}"',
            do="Both clients get the same answer, with both messages in it: the one that came "
            "first in front.",
        )


def _heard(one: Answered, who: str, to: str) -> str:
    """What a client was sent when both had spoken."""
    return text(one.run.sent(who, to, one.since)).strip()


def own_twice(case: Case) -> Iterator[Diagnosis]:
    """A client whose message came last is told that its own came before its own."""
    for who, answered in answers(case):
        for one in answered:
            last = one.speakers[1]
            mine, others = one.said[last], one.said[one.speakers[0]]
            said = text(one.run.sent(who, last, one.since)).strip()
            broken = [f for f in one.run.unmet if f.verb == "sends" and last in f.objects]
            apart = mine not in others and others not in mine
            if text(one.run.sent(who, one.speakers[0], one.since)).strip() == said:
                continue  # it is nobody's own: the first message is lost, whoever is told
            if not broken or not apart or others in said or said.count(mine) != _BOTH:
                continue
            if _AGAIN.fullmatch(said) or _ORDER not in said.lower():
                continue
            yield from case.diagnosis(
                "own-twice",
                [
                    f
                    for each in answered
                    for f in each.run.unmet
                    if f.verb == "sends" and each.speakers[1] in f.objects
                ],
                "A client gets its own message twice in the answer, in the place of the first one, "
                "too",
                quoted(case.code(who), said, mine, others),
                happened=f'{one.speakers[0]} spoke first, with "{short(others)}", and {who} sent '
                f'{last} "{short(said)}"',
                do="Both clients get the same answer. Which message is it that stands in it first: "
                "the one that came first, or that of the client whom the thread serves?",
            )
            return


def one_twice(case: Case) -> Iterator[Diagnosis]:
    """An answer puts one message before itself, in the place of both."""
    for who, answered in answers(case):
        wrong = [one for one in asks_for_order(answered) if not one.met]
        pairs = [[one.said[each] for each in one.speakers] for one in wrong]
        if not wrong or not all(
            {one.answer.count(each) for each in said} == {0, _BOTH} and says_order(one)
            for one, said in zip(wrong, pairs, strict=True)
        ):
            continue
        # whose message it is that is there twice: of who spoke first, or last
        doubled = {
            said.index(next(each for each in said if each in one.answer))
            for one, said in zip(wrong, pairs, strict=True)
        }
        name, place = made_once(case.code(who))
        one, here = one_for_all(case.code(who))
        both, there = one_global(case.code(who))
        host, where = one_host(case.code(who))
        twice, here_twice = _named_twice(case.code(who))
        says = "The answer has one message twice, and the other one not at all"
        do = "Follow the other message from its recv() on: where is it kept, and for whom?"
        if name:
            says = f"{name} is made once, and all objects share it"
            says += ", so that both find one message there"
            do = f"An object has {name} for itself if __init__() makes it, and not as a default."
        elif twice:
            says, place = f"This line puts {twice} into the answer twice", here_twice
        elif both:
            says, place = (
                f"{both} is one for both threads: the second message takes its place",
                there,
            )
            do = "What does a function have for itself, each time that it is called?"
        elif doubled == {0} and (again := both_taken(case.code(who))).line:
            says = "The first message takes both places, since this condition is true for it, too"
            place, do = (
                again,
                "How is something asked only where the condition above it was not true?",
            )
        elif doubled == {1} and host:
            says = f"{host} is the same for two clients of one machine: one takes the other's place"
            place, do = where, "What differs between two connections that come from one machine?"
        elif one:
            says, place = one, here
            do = "What is put into it for one is there for the other, too. Make each by itself."
        yield from case.diagnosis(
            "one-twice",
            unmet(wrong),
            says,
            place,
            happened=f'{wrong[0].speakers[0]} spoke first, with "{short(pairs[0][0])}", and {who} '
            f'answered "{short(wrong[0].answer)}"',
            do=do,
        )


def _named_twice(code: Code) -> tuple[str, Place]:
    """The element that the one statement which speaks of an order takes twice, and no other."""
    found = {}
    for file, node in code.nodes():
        if isinstance(node, ast.Assign | ast.Expr | ast.Return) and _ORDER in ast.unparse(node):
            taken = [n for n in ast.walk(node) if isinstance(n, ast.Subscript)]
            known = [ast.unparse(n) for n in taken if isinstance(n.slice, ast.Constant)]
            if len(known) == len(taken) == _BOTH and len({*known}) == 1:
                found[code.line(file, node.lineno)] = known[0]
    return found.popitem()[::-1] if len(found) == 1 else ("", Place())


def first_is_lost(case: Case) -> Iterator[Diagnosis]:
    """Where an answer is wrong, the message that came last is in it, and the first one is not."""
    for who, answered in answers(case):
        wrong = [one for one in asks_for_order(answered) if not one.met]
        if wrong and all(_lost_first(one) for one in wrong):
            one = wrong[0]
            first = one.speakers[0]
            yield from case.diagnosis(
                "first-is-lost",
                unmet(wrong),
                "The message that came first is not in the answer",
                happened=f'{first} spoke first, with "{short(one.said[first])}", and {who} '
                f'answered "{short(one.answer)}"',
                do="Follow that message from its recv() on: what keeps it, and does the other "
                "thread write over that, or take the place of the first for itself?",
            )


def _lost_first(one: Answered) -> bool:
    first, second = (one.said[who] for who in one.speakers)
    return first not in one.answer and second in one.answer and says_order(one)


def _broken(one: Answered, who: str) -> list[Finding]:
    """The lines against an answer that calls both messages the first."""
    return [
        f
        for f in one.run.unmet
        if f.mood == "never"
        and f.verb == "sends"
        and who in f.actors
        and f.expected.lower().count(_FIRST) == _BOTH
    ]


def _says_before(answer: str, first: str, second: str) -> bool:
    """Whether an answer says of a message that it was before the other one."""
    one, two = re.escape(first), re.escape(second)
    found = rf"{one}((?!{two}).)*{_ORDER}((?!{one}).)*{two}"
    return re.search(found, answer, re.IGNORECASE | re.DOTALL) is not None


def _has_both(one: Answered, word: str) -> bool:
    """Whether two different messages are each twice in an answer, as is ``word``.

    What was sent to one connection twice, or more often, is the same answer again; so is the same
    order in other words.
    """
    if _AGAIN.fullmatch(one.answer.strip()):
        return False
    said = {*one.said.values()}
    twice = len(said) == _BOTH and all(one.answer.count(each) >= _BOTH for each in said)
    if twice and word == _ORDER:
        return all(_says_before(one.answer, *order) for order in permutations(said))
    ordered = one.answer.lower().count(word) >= _BOTH
    return ordered and (twice or (word == _FIRST and all(each in one.answer for each in said)))
