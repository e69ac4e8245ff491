"""Clients: what is typed is sent, when it may be."""

import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, place_of, text
from harness.diagnosis.code import Place, known
from harness.diagnosis.regions import own_send
from harness.diagnosis.straight import asking, last_receive, surely_first
from harness.diagnosis.threads import called_in_turn
from harness.diagnosis.traps import kept_in_a_file, lock_over_receive
from harness.diagnosis.ways import sent_for
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

_ITS_MAIN = "it is the main thread of"
_BOTH_WAYS = re.compile(r"\bshutdown\((?:\w+\.)*(?:SHUT_RDWR|2)\)")


def never_sends(case: Case) -> Iterator[Diagnosis]:
    """A client takes what is typed and sends nothing, ever."""
    for who in case.students():
        if who in case.listeners:
            continue
        runs = [run for run in case.alone(who) if _took_a_line(run, who)]
        short = [
            f for run in runs for f in run.unmet
            if f.verb == "sends" and f.mood == "must" and who in f.actors
        ]  # fmt: skip
        if not short or any(run.all(ev.Sent, who) for run in runs):
            continue
        if any(run.failed(who) for run in runs):
            continue
        waits = [w for run in runs for w in run.waits(who) if w.line]
        kept = kept_in_a_file(case.code(who))
        if kept.line:
            yield from case.diagnosis(
                "never-flushed",
                [*short, *_unanswered(runs, who)],
                "What is typed stays in the buffer of the file that makefile() made",
                kept,
                happened=_now(who, waits[0].on if waits else ""),
                do="It is sent when the buffer is full, or when flush() is called on that file.",
            )
            return
        yield from case.diagnosis(
            "never-sends",
            [*short, *_unanswered(runs, who)],
            "What is typed is never sent to the server",
            place_of(waits[0]) if waits else case.code(who).only("input", "raw_input"),
            happened=_now(who, waits[0].on if waits else ""),
            do="Before it waits there, it has to call sendall() with the message."
            if waits
            else "What input() returned has to go to sendall().",
        )
        return


def _unanswered(runs: list[Run], who: str) -> list[Finding]:
    """What ``who`` was to print and was never sent, if it does print what was typed."""
    typed = {text(e.data).strip().lower() for run in runs for e in run.all(ev.Typed, who)}
    short = [
        f
        for run in runs
        if not any(e.to == who for e in run.all(ev.Sent))
        for f in run.unmet
        if f.mood == "must" and {*f.actors} == {who} and "prints" in f.expected
    ]
    own = [f for f in short if f.verb == "prints" and any(t in f.expected.lower() for t in typed)]
    return [] if own else short


def _now(who: str, on: str) -> str:
    if on == "receive":
        return f"{who} took a line from the keyboard, sent nothing, and waits there for an answer"
    return f"{who} took a line from the keyboard and sent nothing"


def _took_a_line(run: Run, who: str) -> bool:
    """Whether a line was typed that the program asked for, while it was connected."""
    asked = [e.n for e in run.all(ev.Asked, who)]
    typed = [e.n for e in run.all(ev.Typed, who)]
    made = [e.n for e in run.all(ev.Connected, who)]
    still = [w for w in run.waits(who) if w.on == "keyboard"]
    return bool(asked and typed and made and not still and max(typed) > max(made))


def no_thread(case: Case) -> Iterator[Diagnosis]:
    """One thread does what the handout wants of two."""
    for who in case.students():
        # for whom a thread waits on a socket without a connection is not known
        short = [
            f for run in case.alone(who) if not run.datagrams(who) for f in run.unmet
            if f.verb == "waits" and "in a thread" in f.expected and who in f.actors
        ]  # fmt: skip
        # of one that had ended nothing of that kind can be told
        short = [f for f in short if "it waits for" in f.happened or "no thread" in f.happened]
        if not short or case.is_kit(who):
            continue
        listens = who in case.listeners
        lock = lock_over_receive(case.code(who)) if listens else Place()
        if lock.line and "for a lock" in short[0].happened:
            yield from case.diagnosis(
                "lock-over-receive",
                short,
                "A lock is held here while recv() waits, so that no other thread listens meanwhile",
                lock,
                happened=short[0].happened,
                do="What is it that two threads must not do at once: to receive, or to note?",
            )
            continue
        # the main thread of one that listens to each in turn waits for somebody, too
        first = next((f for f in short if not f.happened.startswith(_ITS_MAIN)), short[0])
        several = first.happened.startswith("no thread")
        # who waits for several things at once does not receive where input() is called
        calls = ("select", "gather") if several else ("select", "gather", "input")
        yield from case.diagnosis(
            "no-thread",
            short,
            _alone(first.happened, listens=listens),
            known(
                case.code(who).only(*calls),
                called_in_turn(case.code(who)) if listens else Place(),
            ),
            happened=first.happened,
            do="Start a threading.Thread for each connection, whose function calls recv() on it."
            if listens
            else "Start a threading.Thread whose function calls recv(), before you call input().",
        )


def _alone(happened: str, *, listens: bool) -> str:
    """What is done by one thread, and should be by another."""
    if not listens and happened.startswith("no thread"):
        return (
            "What receives waits for other things as well: a thread that only receives is asked for"
        )
    if not listens:
        keyboard = "the keyboard" in happened
        more = ": while input() waits for the keyboard, nothing can" if keyboard else ""
        return f"No thread of its own receives{more}"
    if happened.startswith("no thread"):
        return "One thread waits for several connections: a thread for each is asked for"
    if happened.startswith(_ITS_MAIN):
        return "One client has a thread, and the main one listens to the other: each needs its own"
    return (
        "While one client is listened to, nobody listens to the other: a thread for each is needed"
    )


def closes_early(case: Case) -> Iterator[Diagnosis]:
    """A connection is closed before it should be."""
    for who in case.students():
        broken = [
            f for run in case.alone(who) for f in run.unmet
            if f.mood == "never" and f.verb == "closes" and who in f.actors
        ]  # fmt: skip
        if not broken or case.is_kit(who):
            continue
        yield from case.diagnosis(
            "closes-early",
            broken,
            "The connection is closed while something is still to come on it",
            _close(case, who),
            happened=broken[0].happened,
            do="Call recv() for what is still to come, and close() after that.",
        )


def shut_both_ways(case: Case) -> Iterator[Diagnosis]:
    """A client shuts its connection down in both directions, and then receives on it."""
    for who in case.students():
        code = case.code(who)
        shut = code.only("shutdown")
        lines = [call.place.line for call in code.receives()]
        if who in case.listeners or not _BOTH_WAYS.search(shut.code) or len(lines) != 1:
            continue
        if lines[0] < shut.line:
            continue
        for run in case.alone(who):
            closed = [e.n for e in run.all(ev.Closed, who)]
            came = [e for e in run.all(ev.Sent) if e.to == who and closed and e.n > closed[0]]
            short = [f for f in run.unmet if f.mood == "must" and who in f.actors]
            if came and not any(e.count > 0 for e in run.all(ev.Read, who)):
                yield from case.diagnosis(
                    "shut-both-ways",
                    [f for f in short if f.at > closed[0]],
                    "shutdown() ends both directions here, so that nothing can be received any "
                    "more",
                    shut,
                    happened=f"{came[0].who} sent {who} something after that, and {who} took "
                    "nothing of it",
                    do="SHUT_WR ends the one direction only in which you send; close() comes last.",
                )
                return


def _close(case: Case, who: str) -> Place:
    """The call that closes; a program that ended closed all, without one if it came to none."""
    code = case.code(who)
    calls = code.calls("close", "shutdown")
    if any(run.exited(who) for run in case.alone(who)):
        good = not any(run.failed(who) for run in case.alone(who))
        return surely_first(code, "close", "shutdown") if good else Place()
    return calls[0].place if len(calls) == 1 else Place()


def one_thing_at_a_time(case: Case) -> Iterator[Diagnosis]:
    """A client that has a line to send sleeps in recv(), or asks for no more lines."""
    for who in case.students():
        if who in case.listeners or case.is_kit(who):
            continue
        for run in case.alone(who):
            own = [f for f in run.unmet if f.mood == "must" and who in f.actors]
            short = [f for f in own if f.verb == "sends" and _has_line(run, f, who)]
            if not short or any(f.at < short[0].at for f in own):
                continue  # something had gone wrong before, and may be why it waits
            sleeps = run.rest(who, short[0].at)
            later = any(e.n > short[0].at for e in run.all(ev.Sent, who))
            at_once = _took_both(run, who, short[0].at)
            if len(sleeps) == 1 and sleeps[0].on == "receive" and not at_once:
                if _was_told(run, short[0], who):
                    continue
                yield from _sleeps_in_recv(case, run, who, short)
                return
            if sleeps and not later and {w.on for w in sleeps} <= {"receive", "lock", "thread"}:
                yield from _stops_asking(case, run, who, short)
                return


def _took_both(run: Run, who: str, at: int) -> bool:
    """Whether one of its threads once waited for the keyboard while another one received."""
    rests = [e.waits for e in run.all(ev.Quiet) if e.n < at]
    own = ({wait.on for wait in waits if wait.who == who} for waits in rests)
    return any({"keyboard", "receive"} <= on for on in own)


def _sleeps_in_recv(case: Case, run: Run, who: str, short: list[Finding]) -> Iterator[Diagnosis]:
    """One thread is to wait for the keyboard and for the network."""
    code = case.code(who)
    sleeps = run.rest(who, short[0].at)
    in_the_end = [w for w in run.waits(who) if w.on == "receive" and w.line]
    places = map(place_of, (*sleeps, *in_the_end))
    yield from case.diagnosis(
        "one-thing-at-a-time",
        short,
        "The client waits in recv() and cannot take what is typed meanwhile: it has one thread for "
        "two things to wait for",
        known(*places, code.receive(), last_receive(code)),
        happened=short[0].happened,
        do="A second thread can sleep in recv() while the first waits for the keyboard.",
    )


def _stops_asking(case: Case, run: Run, who: str, short: list[Finding]) -> Iterator[Diagnosis]:
    """The keyboard is not read again."""
    sent = len(run.all(ev.Sent, who))
    yield from case.diagnosis(
        "stops-asking",
        short,
        f"The client takes no more lines from the keyboard after {sent} "
        + ("message" if sent == 1 else "messages"),
        asking(case.code(who)),
        happened=short[0].happened,
        do="What ends the loop that asks? It should go on until the chat is over.",
    )


def _was_told(run: Run, finding: Finding, who: str) -> bool:
    """Whether something came since it sent last: then it waits for what may be something else.

    That it was read is noted at rest, and so perhaps long after it was: what had been sent before
    its own message was no answer to that.
    """
    sent = max(e.n for e in run.all(ev.Sent, who) if e.n <= finding.at)
    came = [e.n for e in run.all(ev.Sent) if e.to == who and sent < e.n <= finding.at]
    read = any(sent < e.n <= finding.at and e.count > 0 for e in run.all(ev.Read, who))
    return bool(came) and read


def _has_line(run: Run, finding: Finding, who: str) -> bool:
    """Whether a line was typed and not taken when a message was missed, and others were sent."""
    typed = [e.n for e in run.all(ev.Typed, who) if e.n <= finding.at]
    sent = [e.n for e in run.all(ev.Sent, who) if e.n <= finding.at]
    asked = [e.n for e in run.all(ev.Asked, who) if e.n <= finding.at]
    return bool(typed and sent) and typed[-1] > max(sent[-1], *asked, -1)


def sends_back(case: Case) -> Iterator[Diagnosis]:
    """A client answers with the very message that it got."""
    for who in case.students():
        if who in case.listeners:
            continue
        for run in case.alone(who):
            short = [f for f in run.unmet if f.verb == "sends" and who in f.actors]
            wanted = [f for f in short if f.mood == "must"]
            own = run.all(ev.Sent, who)
            came = [e for e in run.all(ev.Sent) if e.to == who and own and e.n < own[-1].n]
            if not (wanted and came and came[-1].data.strip() == own[-1].data.strip()):
                continue
            if came[-1].conn != own[-1].conn and not run.datagrams(who):
                continue  # on a connection of its own it is no answer
            if next(e for e in own if e.n > came[-1].n) != own[-1]:
                continue  # it has answered something else before
            if _always_returned(run, who, came):
                said = text(own[-1].data).strip()
                yield from case.diagnosis(
                    "sends-back",
                    case.unmet_by(who),
                    "The client sends back the very message that it got",
                    own_send(case, who),
                    happened=f'{came[-1].who} sent "{said}", and {who} answered "{said}"',
                    do="Which message is the answer to this one?",
                )
                return


def _always_returned(run: Run, who: str, came: list[ev.Sent]) -> bool:
    """Whether the last message of these came back each time that it came, and not only now."""
    ends = [*(e.n for e in came), len(run.events)][1:]
    return all(
        any(
            e.n < own.n < end and own.data.strip() == e.data.strip()
            for own in run.all(ev.Sent, who)
        )
        for e, end in zip(came, ends, strict=True)
        if e.data == came[-1].data
    )


def answers_too_much(case: Case) -> Iterator[Diagnosis]:
    """A client answers where there is nothing to answer."""
    for who in case.students():
        if who in case.listeners:
            continue
        for run in case.alone(who):
            for f in run.unmet:
                answer = _answer(run, f, who)
                if answer is None:
                    continue
                question = [e for e in run.all(ev.Sent) if e.to == who and e.n < answer.n][-1]
                if _is_asked(run, f, question, answer):
                    continue  # it should have been another answer
                got, said = text(question.data).strip(), text(answer.data).strip()
                others = {text(e.data).strip() for e in run.all(ev.Sent) if e.to == who} - {got}
                yield from case.diagnosis(
                    "answers-too-much",
                    [f],
                    f'The client answers a message that asks for no answer: "{got}"',
                    known(own_send(case, who), sent_for(case, who, got, others)),
                    happened=f'{question.who} sent "{got}", and {who} answered "{said}"',
                    do="Look at which message has come before you answer it.",
                )
                return


def _is_asked(run: Run, finding: Finding, question: ev.Sent, answer: ev.Sent) -> bool:
    """Whether the story has the client send something after ``question``, before it goes on."""
    until = next((e.n for e in run.all(ev.Cue) if e.n > answer.n), len(run.events))
    return any(
        one.mood == "must" and one.verb == "sends" and question.n < one.at <= until
        for one in run.findings
        if {*one.actors} & {*finding.actors} and {*one.objects} & {*finding.objects}
    )


def _answer(run: Run, finding: Finding, who: str) -> ev.Sent | None:
    """What broke a line that forbids an answer to what had come."""
    if finding.mood != "never" or finding.verb != "sends" or who not in finding.actors:
        return None
    event = next((e for e in run.events if e.n == min(finding.events, default=-1)), None)
    came = [e for e in run.all(ev.Sent) if e.to == who and event is not None and e.n < event.n]
    own = [e for e in run.all(ev.Sent, who) if event is not None and e.n < event.n]
    if not isinstance(event, ev.Sent) or not came or (own and own[-1].n > came[-1].n):
        return None
    typed = any(came[-1].n < e.n < event.n for e in run.all(ev.Typed, who))
    return None if typed else event  # what a person was asked for is no answer
