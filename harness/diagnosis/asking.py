"""Clients that ask, or send, before they may, or ask so that no line is ever an answer."""

import re
from collections.abc import Iterator

from harness.diagnosis.case import Case, Run, place_of, text
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

_UNCONNECTED = (
    "The client connects only when it has asked for its message: it asks before the server can "
    "tell it to go on"
)
_ALL_OF_IT = re.compile(r"\bstdin\.(?:read|readlines)\(\s*\)")
_CONNECT = (
    "Connect first, and call recv(): it sleeps until the server has said so. Then start what "
    "receives, and ask."
)


def asks_early(case: Case) -> Iterator[Diagnosis]:
    """A client asks or sends before it may."""
    for who in case.students():
        if who in case.listeners:
            continue
        broken = [f for run in case.alone(who) for f in run.unmet if _too_early(run, f, who)]
        if not broken or case.is_kit(who):
            continue
        broken += [
            f
            for run in case.alone(who)
            if not run.all(ev.Connected, who) or _asked_unconnected(run, who)
            for f in run.unmet
            if f.verb in {"sends", "waits"} and f.mood == "must" and who in f.actors
        ]
        code = case.code(who)
        asking = any(f.verb in {"asks", "prints"} for f in broken)
        place = code.only("input", "raw_input") if asking else code.only("sendall", "send")
        typed = _typed_before_it_connected(case.alone(who), who) if asking else ""
        what = "asks for its message" if asking else "sends"
        says = f"The client {what} before the server has told it to go on"
        happened = broken[0].happened
        do = "Call recv() first: it sleeps until the server has said so."
        if typed:
            says, do = _UNCONNECTED, _CONNECT
            happened = f'{who} connected only after "{typed}" had been typed at it'
        yield from case.diagnosis("asks-early", broken, says, place, happened=happened, do=do)
        return


def _typed_before_it_connected(runs: list[Run], who: str) -> str:
    """The first line for which a client waited before it connected, if it did so in every run."""
    early = [
        (run, f) for run in runs for f in run.unmet
        if _too_early(run, f, who) if run.all(ev.Typed, who) if run.all(ev.Connected, who)
    ]  # fmt: skip
    for run, finding in early:
        typed = run.all(ev.Typed, who)[0].n
        made = run.all(ev.Connected, who)[0].n
        if not max(finding.events, default=typed) < typed < made:
            return ""
    return text(early[0][0].all(ev.Typed, who)[0].data).strip() if early else ""


def _asked_unconnected(run: Run, who: str) -> bool:
    """Whether a program took its line before it connected, so that a later one is not sent."""
    made = min(e.n for e in run.all(ev.Connected, who))
    asked = [e.n for e in run.all(ev.Asked, who)]
    return bool(asked) and max(asked) < made


def _too_early(run: Run, finding: Finding, who: str) -> bool:
    if who not in finding.actors:
        return False
    if finding.verb == "waits":
        keyboard = "the keyboard" in finding.happened and "in a thread" not in finding.expected
        return finding.mood == "must" and keyboard
    told = [e.n for e in run.all(ev.Sent) if e.to == who]
    early = not told or min(finding.events, default=-1) < min(told)
    return finding.mood == "never" and finding.verb in {"asks", "prints", "sends"} and early


def joins_before_it_asks(case: Case) -> Iterator[Diagnosis]:
    """A client waits for the end of its receiving thread, and would ask for its message then."""
    for who in case.students():
        if who in case.listeners or case.is_kit(who):
            continue
        asks = case.code(who).calls("input", "raw_input")
        for run in (run for run in case.runs if run.student(who) and asks):
            waits = run.waits(who)
            joins = [place_of(w) for w in waits if w.thread == 1 and ".join(" in w.code]
            hears = [of for w in waits if w.on == "receive" for of in w.of]
            if run.all(ev.Asked, who) or len(waits) != 2 or not joins or len(hears) != 1:
                continue
            here = [call for call in case.code(who).calls("join") if call.place == joins[0]]
            below = [
                each
                for each in asks
                if here and each.function == here[0].function
                if each.place.line > joins[0].line
            ]
            if len(below) == len(asks):
                yield from case.diagnosis(
                    "join-before-asking",
                    [f for e in case.runs if e.student(who) for f in e.unmet if who in f.actors],
                    "The client waits for its receiving thread to end before it asks for a message "
                    "(deadlock)",
                    joins[0],
                    happened=f"There {who} sleeps, and that thread sleeps until {hears[0]} says "
                    "something",
                    do="What would end that thread, and does it need what has not been asked for?",
                )
                return


def reads_to_the_end(case: Case) -> Iterator[Diagnosis]:
    """A client takes all that will ever be typed, where it should take a line."""
    for who in case.students():
        if who in case.listeners or case.is_kit(who):
            continue
        for run in case.alone(who):
            waits = [w for w in run.waits(who) if w.on == "keyboard" and _ALL_OF_IT.search(w.code)]
            short = [f for f in run.unmet if f.verb == "sends" and who in f.actors]
            if not waits or not short or not run.all(ev.Typed, who) or run.all(ev.Sent, who):
                continue
            yield from case.diagnosis(
                "reads-to-the-end",
                case.unmet_by(who),
                "This takes all that will ever be typed, and waits until the keyboard's input ends",
                place_of(waits[0]),
                happened=f"There {who} still waited when lines had been typed, and sent nothing",
                do="Which function returns as soon as there is one line?",
            )
            return
