"""Who is told: both clients, one of them, or nobody."""

import re
from collections.abc import Iterator

from harness.diagnosis.buffered import DO, SAYS
from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import SEND_CALLS, Code, Place, known
from harness.diagnosis.loops import (
    LEFT,
    MAKE_A_LIST,
    USED_UP,
    left_at_once,
    past_its_variable,
    used_up,
)
from harness.diagnosis.quoted import quoted, sent_by
from harness.diagnosis.straight import wakes_who_answers
from harness.diagnosis.traps import GO_OVER_A_COPY, MISSES, kept_in_a_file, removed_under_its_loop
from harness.model import events as ev
from harness.model.play import MET, UNMET, Finding
from harness.model.result import Diagnosis

_ORDER = re.compile(r"\b(first|before)\b", re.IGNORECASE)
_ONE_IS_TOLD = "Only one of the two clients is told: what both should hear goes to one connection"
_KEEP_BOTH = (
    "Keep both connections, each under a name of its own (a second accept() into the same name "
    "loses the first), and send it to each."
)
_LONGEST = 80  # characters of an answer that is quoted


def one_is_told(case: Case) -> Iterator[Diagnosis]:
    """Of what both clients should be told one hears nothing, in every run."""
    for who in case.own_servers:
        for scene in dict.fromkeys(run.scene for run in case.alone(who)):
            runs = [run for run in case.alone(who) if run.scene == scene]
            left = [found for run in runs for found in left_out(run, who)]
            if not left or any(not left_out(run, who) for run in runs if _comes_so_far(run, left)):
                continue
            missed, code = left[0].objects[0], case.code(who)
            # what is sent twice in the same words to the same name was copied for the other one
            places = (_only_send(code), code.repeated(), sent_by(code, _other(runs, who, left)))
            removed, kept = _removed_as_told(code), kept_in_a_file(code)
            unused, to, past = past_its_variable(code)
            leaves, at = left_at_once(code, *SEND_CALLS)
            if not leaves:
                leaves, at = left_at_once(code)  # what it calls for each may send
            kind, says, do = "one-is-told", _ONE_IS_TOLD, _KEEP_BOTH
            if kept.line:  # and the other's file was let go of, which sends what is in it
                kind, says, do = "never-flushed", SAYS, DO
            elif removed.line:
                kind, says, do = "removed-under-its-loop", MISSES, GO_OVER_A_COPY
            elif unused:
                says = f"This loop never uses {unused}: each time round it sends to {to}"
                do = f"What stands for another client each time, {unused} or {to}?"
            elif leaves:
                says, do = LEFT.format(leaves), "Which of the loop's lines are for each client?"
            yield from case.diagnosis(
                kind,
                left,
                says,
                known(kept, removed, past, at, *places),
                happened=f"{who} sent it to the other client and nothing of it to {missed}",
                do=do,
            )
            return


def _removed_as_told(code: Code) -> Place:
    """The line that takes a client out of the list that a loop goes over to tell each of it."""
    removed = removed_under_its_loop(code)
    around = {n for c in code.calls("remove", "pop") if c.place == removed for n in c.loops}
    return removed if any({*call.loops} & around for call in code.calls(*SEND_CALLS)) else Place()


def _only_send(code: Code) -> Place:
    """The one call that sends; none if all that is sent goes through a function around it."""
    found = code.calls(*SEND_CALLS)
    through = found and found[0].function and len(code.calls(found[0].function)) > 1
    return Place() if through else code.only(*SEND_CALLS)


def _other(runs: list[Run], who: str, left: list[Finding]) -> str:
    """What the other client was told."""
    met = [
        f
        for run in runs
        for f in run.findings
        if f.verdict == MET and f.items == left[0].items and f.verb == "sends" and who in f.actors
    ]
    return text(
        b"".join(
            e.data
            for f in met[:1]
            for run in runs
            if f in run.findings
            for e in run.all(ev.Sent, who)
            if e.n in f.events
        )
    ).strip()


def _comes_so_far(run: Run, left: list[Finding]) -> bool:
    steps = {one.step for one in left}
    return any(one.step in steps and one.verdict in {MET, UNMET} for one in run.findings)


def left_out(run: Run, who: str) -> list[Finding]:
    """The unmet of lines that ask for the same for two clients, one of whom is sent nothing."""
    found = []
    for missed, other in one_of_two(run, who):
        since = min(other.events, default=0)
        told = [e for e in run.all(ev.Sent, who) if e.to == missed.objects[0] and e.n <= missed.at]
        if not any(since <= e.n for e in told) and not _half_an_answer(run, who, missed, told):
            found.append(missed)
    return found


def _half_an_answer(run: Run, who: str, missed: Finding, told: list[ev.Sent]) -> bool:
    """Whether a client was sent its own message, before that of the other one was there."""
    own = [e for e in run.all(ev.Sent, missed.objects[0]) if e.to == who and e.n < missed.at]
    said = own[-1].data.strip() if own else b""
    return bool(said) and any(e.n > own[-1].n and said in e.data for e in told)


def one_of_two(run: Run, who: str) -> Iterator[tuple[Finding, Finding]]:
    """The unmet and the met of lines that ask for the same to be sent to each of two clients."""
    lines = [
        f for f in run.findings
        if f.verb == "sends" and f.mood == "must" and who in f.actors and len(f.objects) == 1
    ]  # fmt: skip
    for items in dict.fromkeys(f.items for f in lines if f.items):
        both = {f.objects[0]: f for f in lines if f.items == items}
        verdicts = {f.verdict for f in both.values()}
        if len(both) == 2 and verdicts == {MET, UNMET}:
            missed = next(f for f in both.values() if f.verdict == UNMET)
            other = next(f for f in both.values() if f.verdict == MET)
            pair = {who, missed.objects[0]}
            if not any({e.who, e.to} == pair for e in run.all(ev.Connected)):
                continue  # who was never reached is not the one that was left out
            spoke = any(
                e.to == who and e.n < min(other.events, default=0) for e in run.all(ev.Sent)
            )
            if not spoke or missed.step == other.step:  # else each may be told of the other one
                yield missed, other


def answers_early(case: Case) -> Iterator[Diagnosis]:
    """The server answers, or hangs up, when only one of two clients has spoken."""
    for who in case.own_servers:
        broken: list[Finding] = []
        missed: list[Finding] = []
        said = ""
        for run in case.alone(who):
            clients = run.clients(who)
            spoke = [e.n for one in clients for e in run.all(ev.Sent, one)[:1] if e.to == who]
            early = []
            for f in run.unmet:
                at = min(f.events, default=-1)
                only = len(clients) == 2 and sum(n < at for n in spoke) == 1
                if f.mood == "never" and f.verb in {"sends", "closes"} and who in f.actors and only:
                    early.append(f)
            broken += early
            missed += _not_again(run, who, early)
            said = said or _said_then(run, who, early)
        if not broken:
            broken, said = _only_early(case, who)
        if broken:
            hangs_up = all(f.verb == "closes" for f in broken)
            code = case.code(who)
            yield from case.diagnosis(
                "answers-early",
                [*broken, *missed],
                "The server hangs up"
                if hangs_up
                else "The server answers when only one of the two clients has spoken",
                Place()
                if hangs_up
                else known(wakes_who_answers(code), code.only(*SEND_CALLS), quoted(code, said)),
                happened=_early(who, said) if said else broken[0].happened,
                do="Wait until there is a message of both: join() the threads, or count what came "
                "under a lock.",
            )


def _only_early(case: Case, who: str) -> tuple[list[Finding], str]:
    """What is missed by each who spoke first and was answered then, and never again; the answer."""
    missed: list[Finding] = []
    said = ""
    for run in case.alone(who):
        clients = run.clients(who)
        spoke = [e for one in clients for e in run.all(ev.Sent, one)[:1] if e.to == who]
        if len(clients) != 2 or len(spoke) != 2 or run.failed(who):
            continue
        if any(wait.on in {"lock", "thread", "clock"} for wait in run.waits(who)):
            return [], ""  # it may have more to say, and not come to it
        first, second = sorted(spoke, key=lambda e: e.n)
        answers = [e for e in run.all(ev.Sent, who) if e.to == first.who and e.n > first.n]
        own = [f for f in run.unmet if f.verb == "sends" and f.mood == "must" and who in f.actors]
        lost = [f for f in own if first.who in f.objects and _ORDER.search(f.expected)]
        if answers and lost and all(e.n < second.n for e in answers):
            missed += [
                f for f in run.unmet if f in own or (f.verb == "one of" and f.at >= second.n)
            ]
            said = said or text(b"".join(e.data for e in answers)).strip()
        elif own:
            return [], ""
    return missed, said


def _not_again(run: Run, who: str, early: list[Finding]) -> list[Finding]:
    """What was to be sent to those who were answered too early, and heard nothing after that."""
    since = max((n for f in early for n in f.events), default=-1)
    return [
        f
        for f in run.unmet
        if early and f.verb == "sends" and f.mood == "must" and who in f.actors and f.at > since
        if not any(run.sent(who, to, since) for to in f.objects)
    ]


def _said_then(run: Run, who: str, early: list[Finding]) -> str:
    """What was sent too early, as a whole."""
    sent = [f for f in early if f.verb == "sends"]
    numbers = {n for f in sent[:1] for n in f.events}
    return text(b"".join(e.data for e in run.all(ev.Sent, who) if e.n in numbers)).strip()


def _early(who: str, said: str) -> str:
    line = " ".join(said.split())
    return f'By then {who} had sent "{line if len(line) <= _LONGEST else line[:_LONGEST] + "…"}"'


def nobody_is_told(case: Case) -> Iterator[Diagnosis]:
    """The server receives from both, and never sends anything to anybody."""
    for who in case.own_servers:
        runs = [run for run in case.alone(who) if _hears_both(run, who)]
        if not runs or any(run.all(ev.Sent, who) for run in runs):
            continue
        if any(run.failed(who) for run in runs):
            continue
        short = [f for run in runs for f in run.unmet if f.verb == "sends" and who in f.actors]
        code = case.code(who)
        never = not code.calls(*SEND_CALLS)
        if not never and any(run.waits(who) for run in runs):
            continue  # it does not come so far
        spent, loop = used_up(code, *SEND_CALLS)
        says = "The server never sends an answer"
        if never:
            says += ": what it prints is seen on its own screen only"
        yield from case.diagnosis(
            "nobody-is-told",
            short,
            USED_UP.format(spent) if spent else says,
            known(code.only("print"), code.quotes("before"))
            if never
            else known(loop, code.only(*SEND_CALLS)),
            happened=f"{who} received from both clients and sent nothing to either",
            do=MAKE_A_LIST
            if spent
            else "print() shows; sendall() on a client's connection tells."
            if never
            else "Is the line that sends come to, and is there anything to send? Print it before.",
        )


def _hears_both(run: Run, who: str) -> bool:
    read = {e.of for e in run.all(ev.Read, who) if e.count > 0}
    return len(run.clients(who)) == 2 and read >= {*run.clients(who)}
