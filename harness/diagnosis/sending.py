"""Messages that are sent twice, or are not what was typed."""

import ast
import re
from collections.abc import Iterator

from harness.diagnosis.branches import loop_around, loops
from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import Place, known
from harness.diagnosis.quoted import quoted
from harness.diagnosis.regions import own_lines, own_send
from harness.diagnosis.shapes import FUNCTIONS, RECEIVING, SENDING, name_of
from harness.diagnosis.ways import sent_back_as, sent_by_each
from harness.diagnosis.wording import squeezed, wanted_words
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

_TWO = 2
_MANY = 20  # times that nobody sends a message on purpose
_SENDS = frozenset({"send", "sendall", "sendto", "write"})
_TAKES = frozenset({"input", "raw_input", "recv", "recvfrom", "readline", "read", "accept", "get"})
_LEAVES = (ast.Return, ast.Raise, ast.Try, ast.For, ast.While, ast.AsyncFor, *FUNCTIONS)
_TWICE = re.compile(r"(.{2,}?)\W*\1\W*", re.IGNORECASE)


def sent_twice(case: Case) -> Iterator[Diagnosis]:
    """One message makes two."""
    for who in case.students():
        for run in case.alone(who):
            for f in run.unmet:
                if f.mood == "never" and f.verb == "sends" and who in f.actors:
                    sent = [text(e.data) for e in run.all(ev.Sent, who) if e.n in f.events]
                    if not _is_twice(f.expected.partition(": ")[2], " ".join(sent)):
                        continue
                    counted = _counted(case, run, who)
                    hub = case.is_kit(who) and who in case.listeners
                    loop = _loop(case, who) if counted or hub else Place()
                    again, also = _both(case, run, who, f)
                    yield from case.diagnosis(
                        "sent-twice",
                        [f],
                        "A loop sends one message again and again"
                        if loop.line
                        else "One message is sent twice",
                        known(
                            loop,
                            case.code(who).repeated(),
                            own_send(case, who),
                            _only_send(case, who),
                            again,
                        ),
                        happened=(counted or f.happened) + ("" if loop.line else also),
                        do=_CALLED if case.is_kit(who) else _LOOPS[who in case.listeners],
                    )
                    return


def over_and_over(case: Case) -> Iterator[Diagnosis]:
    """What was typed, or came, is sent on and on by a loop in which nothing else is done."""
    for who in case.students():
        place = _endless(case, who)
        for run in case.alone(who) if place.line else ():
            said = text(b"".join(e.data for e in run.all(ev.Sent, who)))
            came = [e.data for e in run.all(ev.Sent) if e.to == who]
            lines = [text(each).strip() for each in (*_typed(run, who), *came)]
            flood = next((each for each in lines if each and said.count(each) >= _MANY), "")
            if flood:
                yield from case.diagnosis(
                    "sent-over-and-over",
                    # where so much crosses that it cannot be recorded, it is not known what is lost
                    [f for each in case.runs if each.student(who) for f in each.unmet],
                    "A loop sends one message again and again, without end",
                    place,
                    happened=f'{who} sent "{flood[:60]}" {said.count(flood)} times',
                    do="What would end the loop, and does anything in it change that?",
                )
                return


def _typed(run: Run, who: str) -> list[bytes]:
    return [e.data for e in run.all(ev.Typed, who)]


def _endless(case: Case, who: str) -> Place:
    """The one loop that sends and takes nothing, and in which nothing changes its condition."""
    own, code = own_lines(case, who) if case.is_kit(who) else None, case.code(who)
    found = []
    for file, tree in code.trees() if own is None else code.trees()[:1]:
        for loop in ast.walk(tree) if tree is not None else ():
            inside = [*ast.walk(loop)] if isinstance(loop, ast.While) else []
            calls = {name_of(each) for each in inside if isinstance(each, ast.Call)}
            stores = {
                n.id for n in inside if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
            }
            test = ast.walk(loop.test) if isinstance(loop, ast.While) else ()
            asked = {each.id for each in test if isinstance(each, ast.Name)}
            if _sends(calls, own is not None) and not asked & stores:
                found.append(code.line(file, inside[0].lineno))  # type: ignore[attr-defined]
    found = [place for place in found if own is None or place.line in own]
    return found[0] if len(found) == 1 else Place()


def _sends(calls: set[str], in_a_kit: bool) -> bool:
    """Whether a loop with these calls sends, and takes nothing."""
    if in_a_kit:
        return any(map(SENDING.search, calls)) and not any(map(RECEIVING.search, calls))
    return bool(calls & _SENDS) and not calls & _TAKES


def answered_twice(case: Case) -> Iterator[Diagnosis]:
    """For one message a client of a kit sends two that are not alike, and one of them came."""
    for who in case.students():
        for run in case.alone(who):
            short = [f for f in run.unmet if f.verb == "sends" and who in f.actors]
            counted = _counted(case, run, who)
            came = {text(e.data).strip() for e in run.all(ev.Sent) if e.to == who} - {""}
            own = {text(e.data).strip() for e in run.all(ev.Sent, who)}
            back = [each for each in came if any(each in one.split("\n") for one in own)]
            if short and counted and len(back) == 1:
                yield from case.diagnosis(
                    "answered-twice",
                    short,
                    f'More is sent than the answer: "{back[0]}", which came, goes back, too',
                    sent_back_as(case, who, back[0]),
                    happened=counted,
                    do=_CALLED,
                )
                return


def _is_twice(shown: str, sent: str) -> bool:
    """Whether a text that must not come is another one twice, and came so."""
    if shown.endswith('" twice'):
        return True
    inner = re.sub(r'^[/"]|["/][a-z]*$', "", shown).replace("\\n", " ").strip()
    return bool(_TWICE.fullmatch(inner) and _TWICE.search(" ".join(sent.split())))


def _loop(case: Case, who: str) -> Place:
    """The loop of a student's own around the one line that sends, or in whose head that stands.

    One that receives, too, goes round for each message.
    """
    own, code, send = own_lines(case, who), case.code(who), own_send(case, who)
    heads = [place for place in loops(code) if send.line and place.line == send.line]
    loop = heads[0] if heads else loop_around(code, send)
    takes = any(call.place.line in own for call in code.receiving())
    return loop if loop.line in own and not takes else Place()


def _counted(case: Case, run: Run, who: str) -> str:
    """How many messages had come to a kit's client, where it had answered with more than these.

    What it sent before the first came is no answer: its name, say.
    """
    if not case.is_kit(who) or who in case.listeners:
        return ""
    asked = answers = 0
    for event in run.all(ev.Sent):
        lines = text(event.data).count("\n")
        if event.to == who:
            asked += lines
        elif event.who == who and asked:
            answers += lines
        if 0 < asked < answers:
            some = "1 message" if asked == 1 else f"{asked} messages"
            return f"{some} had come to {who}, and it had sent {answers} by then"
    return ""


_CALLED = "For each message that comes your code is called once: how often does it send?"
_FOLLOW = "Follow one {}, to the next: past how many sends does it come?"
_LOOPS = {
    True: _FOLLOW.format("message from recv() on"),
    False: _FOLLOW.format("line from input() on"),
}
"""By whether the program takes connections."""


def _both(case: Case, run: Run, who: str, finding: Finding) -> tuple[Place, str]:
    """The later of the two lines by which one message goes out, and where the other one is."""
    if not case.is_kit(who):
        return case.code(who).said_again(), ""
    until = min(finding.events, default=0)
    came = [text(e.data).strip() for e in run.all(ev.Sent) if e.to == who and e.n < until]
    others = {text(e.data).strip() for e in run.all(ev.Sent) if e.to == who}
    lines = sent_by_each(case, who, came[-1], others) if came else []
    if len(lines) != _TWO or _may_leave(case, who):
        return Place(), ""
    return lines[1], f"; line {lines[0].line} sends, too: {lines[0].code}"


def _may_leave(case: Case, who: str) -> bool:
    """Whether a student's lines of a kit may be left before their end, or go round."""
    own = own_lines(case, who)
    return any(
        getattr(node, "lineno", 0) in own
        for _, node in case.code(who).nodes()
        if isinstance(node, _LEAVES)
    )


def _only_send(case: Case, who: str) -> Place:
    """Where a program sends; of several equal calls the last, which is the one too many."""
    own = own_lines(case, who) if case.is_kit(who) else None
    found = [place for place in case.code(who).sends() if own is None or place.line in own]
    return found[-1] if len({place.code for place in found}) == 1 else Place()


def more_than_was_typed(case: Case) -> Iterator[Diagnosis]:
    """A client sends what was typed, and something else in the same message."""
    for who in case.students():
        if who in case.listeners or case.is_kit(who):
            continue
        for run in case.alone(who):
            for f in run.unmet:
                if f.mood != "never" or f.verb != "sends" or who not in f.actors:
                    continue
                at = min(f.events, default=-1)
                typed = [e for e in run.all(ev.Typed, who) if e.n < at]
                sent = [e for e in run.all(ev.Sent, who) if e.n in f.events]
                line = text(typed[-1].data).strip() if typed else ""
                said = text(b"".join(e.data for e in sent)).strip()
                if line and line in said and len(said) > len(line) and not _asked_for(run, f, who):
                    yield from case.diagnosis(
                        "more-than-was-typed",
                        [
                            one
                            for each in case.alone(who)
                            for one in each.unmet
                            if _alike_to(one, f)
                        ],
                        "More is sent than what was typed",
                        quoted(case.code(who), said),
                        happened=f'"{line}" was typed, and {who} sent "{said[:60]}"',
                        do="Send the line that input() returned, and nothing else.",
                    )
                    return


def _asked_for(run: Run, broken: Finding, who: str) -> bool:
    """Whether a story asks for what must not come yet: a word of its protocol, said too early."""
    early = re.sub(r'^[/"^]+|[/"$]+[a-z]*$', "", broken.expected.partition(": ")[2]).casefold()
    return any(
        one.mood == "must" and one.verb == "sends" and early in one.expected.casefold()
        for one in run.findings
        if who in one.actors
    )


def _alike_to(finding: Finding, other: Finding) -> bool:
    return (finding.items, finding.mood, finding.verb) == (other.items, other.mood, other.verb)


def _as_typed(finding: Finding, lines: list[str]) -> bool:
    """Whether what should be sent may be what was typed: a text that has no word of it is not."""
    words = {*wanted_words(finding).split()}
    return not words or any(words & {*squeezed(line).split()} for line in lines)


def not_what_was_typed(case: Case) -> Iterator[Diagnosis]:
    """A client sends something, and nothing of what was typed."""
    for who in case.students():
        if who in case.listeners or case.is_kit(who):
            continue
        short: list[Finding] = []
        sent, typed = "", ""
        for run in case.alone(who):
            lines = [text(e.data).strip() for e in run.all(ev.Typed, who)]
            said = text(b"".join(e.data for e in run.all(ev.Sent, who)))
            if not lines or not said or any(line and line in said for line in lines):
                continue
            own = [
                f
                for f in run.unmet
                if f.verb == "sends" and f.mood == "must" and who in f.actors
                if _as_typed(f, lines)
            ]
            short += own
            if own and not sent:
                sent, typed = text(run.all(ev.Sent, who)[0].data), lines[0]
        if short:
            yield from case.diagnosis(
                "not-what-was-typed",
                short,
                "Something else is sent than what was typed",
                case.code(who).only("sendall", "send"),
                happened=f'"{typed}" was typed, and {who} sent "{sent[:60]}"',
                do="Send the line that input() returned.",
            )
