"""Who is told: both clients, one of them, or nobody; and what is printed of it."""

import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, text
from harness.diagnosis.code import SEND, Place, known
from harness.model import events as ev
from harness.model.play import MET, UNMET, Finding
from harness.model.result import Diagnosis

_LEAST = 3  # letters of a message that can be looked for
_MOST = 60  # letters of one that are shown


def one_is_told(case: Case) -> Iterator[Diagnosis]:
    """Of what both clients should be told one hears nothing, in every run."""
    for who in case.own_servers:
        for scene in dict.fromkeys(run.scene for run in case.alone(who)):
            runs = [run for run in case.alone(who) if run.scene == scene]
            left = [found for run in runs for found in _left_out(run, who)]
            if not left or any(not _left_out(run, who) for run in runs if _comes_so_far(run, left)):
                continue
            missed = left[0].objects[0]
            yield from case.diagnosis(
                "one-is-told",
                left,
                "Only one of the two clients is told: what both should hear goes to one connection",
                case.code(who).only(*SEND),
                happened=f"{who} sent it to the other client and nothing of it to {missed}",
                do="Keep both connections, each under a name of its own (a second accept() into "
                "the same name loses the first), and send it to each.",
            )
            return


def another_is_told_nothing_of_it(case: Case) -> Iterator[Diagnosis]:
    """Of two clients one hears the answer, and the other something that has no word of it."""
    for who in case.own_servers:
        left = [pair for run in case.alone(who) for pair in _put_off(run, who)]
        if left and not any(set(_left_out(run, who)) for run in case.alone(who)):
            missed, said = left[0]
            yield from case.diagnosis(
                "one-is-told",
                [finding for finding, _ in left],
                "Only one of the two clients is told; the other one gets something else",
                known(case.code(who).quotes(said), case.code(who).only(*SEND)),
                happened=f"{who} sent the answer to the other client, and to {missed.objects[0]} "
                f'"{said[:_MOST]}"',
                do="Send the same answer to each of them.",
            )


def _put_off(run: Run, who: str) -> Iterator[tuple[Finding, str]]:
    """The unmet of lines that ask for the same for two clients, and what was sent instead."""
    for missed, other in _one_of_two(run, who):
        since = min(other.events, default=0)
        told = text(run.sent(who, other.objects[0], since - 1)).lower()
        said = text(run.sent(who, missed.objects[0], _last_heard(run, who, since))).strip()
        words = set(re.findall(r"\w+", said.lower()))
        if words and not words & set(re.findall(r"\w+", told)):
            yield missed, said


def _last_heard(run: Run, who: str, until: int) -> int:
    return max((e.n for e in run.all(ev.Sent) if e.to == who and e.n < until), default=0)


def _comes_so_far(run: Run, left: list[Finding]) -> bool:
    steps = {one.step for one in left}
    return any(one.step in steps and one.verdict in {MET, UNMET} for one in run.findings)


def _left_out(run: Run, who: str) -> list[Finding]:
    """The unmet of lines that ask for the same to be sent to each of two clients."""
    return [
        missed
        for missed, other in _one_of_two(run, who)
        if not run.sent(who, missed.objects[0], min(other.events, default=0) - 1)
    ]


def _one_of_two(run: Run, who: str) -> Iterator[tuple[Finding, Finding]]:
    """Lines that ask for the same to be sent to each of two clients: the unmet, and the met one."""
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
            spoke = any(
                e.to == who and e.n < min(other.events, default=0) for e in run.all(ev.Sent)
            )
            if not spoke or missed.step == other.step:  # else each may be told of the other one
                yield missed, other


def answers_early(case: Case) -> Iterator[Diagnosis]:
    """The server answers, or hangs up, when only one of two clients has spoken."""
    for who in case.own_servers:
        broken: list[Finding] = []
        for run in case.alone(who):
            clients = run.clients(who)
            spoke = [e.n for one in clients for e in run.all(ev.Sent, one)[:1] if e.to == who]
            for f in run.unmet:
                at = min(f.events, default=-1)
                only = len(clients) == 2 and sum(n < at for n in spoke) == 1
                if f.mood == "never" and f.verb in {"sends", "closes"} and who in f.actors and only:
                    broken.append(f)
        if broken:
            hangs_up = all(f.verb == "closes" for f in broken)
            yield from case.diagnosis(
                "answers-early",
                broken,
                "The server hangs up"
                if hangs_up
                else "The server answers when only one of the two clients has spoken",
                Place() if hangs_up else case.code(who).only(*SEND),
                happened=broken[0].happened,
                do="Wait until there is a message of both: join() the threads, or count what came "
                "under a lock.",
            )


def one_is_closed(case: Case) -> Iterator[Diagnosis]:
    """Of two connections one is closed, or told to close, and the other is not."""
    for who in case.own_servers:
        for run in case.alone(who):
            closed = {e.to for e in run.all(ev.Closed, who)}
            short = [f for f in run.unmet if f.verb in {"closes", "one of"} and who in f.actors]
            about = [f for f in short if f"{who} closes " in f.expected]
            named = {found for f in about for found in _CLOSES.findall(f.expected)}
            clients = {*run.clients(who)}
            if not about or len(clients) != 2 or run.failed(who):
                continue
            if not named & closed and named:
                first = "one" if clients - named else "none"
                if first == "none" and not _sleeps_for(run, who, clients):
                    continue  # what it does instead is another rule's
                yield from case.diagnosis(
                    "one-is-closed" if first == "one" else "none-is-closed",
                    about,
                    "Only one of the two connections is closed, or asked to close"
                    if first == "one"
                    else "Neither side ends the connection: each waits for the other to close "
                    "(deadlock)",
                    happened=about[0].happened,
                    do="Close both, or send each client a message that asks for it.",
                )
                return


def _sleeps_for(run: Run, who: str, clients: set[str]) -> bool:
    """Whether a thread of ``who`` waited at last for something to come from its clients."""
    return any(w.on in {"receive", "several"} and clients & {*w.of} for w in run.waits(who))


_CLOSES = re.compile(r"\bcloses (\w+)")


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
        never = not code.calls(*SEND)
        if not never and any(run.waits(who) for run in runs):
            continue  # it does not come so far
        yield from case.diagnosis(
            "nobody-is-told",
            short,
            "The server never sends an answer: what it prints is seen on its own screen only",
            known(code.only("print"), code.quotes("before")) if never else code.only(*SEND),
            happened=f"{who} received from both clients and sent nothing to either",
            do="print() shows; sendall() on a client's connection tells.",
        )


def _hears_both(run: Run, who: str) -> bool:
    read = {e.of for e in run.all(ev.Read, who) if e.count > 0}
    return len(run.clients(who)) == 2 and read >= {*run.clients(who)}


def shows_nothing_received(case: Case) -> Iterator[Diagnosis]:
    """What is sent to a program comes out of its socket, and is never printed."""
    for who in case.students():
        if case.is_kit(who):
            continue
        runs = [run for run in case.alone(who) if _read_all(run, who)]
        short = [f for run in runs for f in _unshown(run, who)]
        if not short or any(_shown(run, who) for run in runs):
            continue
        yield from case.diagnosis(
            "shows-nothing",
            short,
            "What is received is never printed",
            _receive(case, who),
            happened=f"{who} took what was sent to it out of its socket, and showed nothing of it",
            do="print() what recv() returned.",
        )
        return


def _read_all(run: Run, who: str) -> bool:
    """Whether ``who`` took all that was sent to it out of its sockets."""
    sent = sum(len(e.data) for e in run.all(ev.Sent) if e.to == who)
    return 0 < sent <= sum(e.count for e in run.all(ev.Read, who))


def _unshown(run: Run, who: str) -> list[Finding]:
    """The lines that ask for something to be shown which ``who`` was sent and did not show."""
    if run.failed(who):
        return []
    heard, printed = _heard(run, who), run.printed(who).lower()
    return [
        f
        for f in run.unmet
        if f.mood == "must" and {*f.actors} == {who} and _is_shown(f)
        for words in heard
        if words not in printed and (words in f.expected.lower() or f.verb == "one of")
    ]


def _shown(run: Run, who: str) -> bool:
    """Whether ``who`` did show something that was asked for and was sent to it."""
    return any(
        words in f.expected.lower() and words in run.printed(who).lower()
        for f in run.findings
        if f.verdict == MET and {*f.actors} == {who} and _is_shown(f)
        for words in _heard(run, who)
    )


def _heard(run: Run, who: str) -> list[str]:
    """What was sent to ``who`` that is long enough to look for."""
    said = [text(e.data).strip().lower() for e in run.all(ev.Sent) if e.to == who]
    return [words for words in said if len(words) >= _LEAST]


def _receive(case: Case, who: str) -> Place:
    code = case.code(who)
    calls = code.receives()
    return calls[0].place if len(calls) == 1 else Place()


def _is_shown(finding: Finding) -> bool:
    one_of = finding.verb == "one of" and "prints" in finding.expected
    return finding.verb in {"prints", "shows"} or one_of
