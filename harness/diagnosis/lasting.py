"""Programs of a chat that send, or take, so many lines and no more, or none that is typed.

What a chat's client sends comes from its keyboard, as often as somebody types.
"""

import ast
from collections import Counter
from collections.abc import Iterable, Iterator

from harness.diagnosis.case import Case
from harness.diagnosis.code import Code, Place
from harness.model import events as ev
from harness.model.play import Finding
from harness.model.result import Diagnosis

_ASKS = ("input", "raw_input")
_TAKES = frozenset(
    {*_ASKS, "stdin", "readline", "getpass", "prompt", "getch", "tkinter", "curses", "Entry", "tty"}
)


def so_many_lines(case: Case) -> Iterator[Diagnosis]:
    """A client asks for lines in a loop that goes round so many times, and has then ended."""
    for who in _clients(case):
        place, times = _counted(case.code(who), _ASKS)
        for run in case.alone(who) if times else ():
            sent = len(run.all(ev.Sent, who))
            ended = run.exited(who)
            short = [f for f in run.unmet if ended and f.at >= ended.n and who in f.actors]
            if ended is None or ended.code != 0 or sent != times or not short:
                continue
            yield from case.diagnosis(
                "so-many-lines",
                short,
                f"The client ends after {times} lines, for its loop goes round no more often",
                place,
                happened=f"{who} sent {times} lines, and ended after the last of them",
                do="What has to happen for the chat to be over? A while loop goes on until then.",
            )
            return


def so_many_messages(case: Case) -> Iterator[Diagnosis]:
    """A server receives in a loop that goes round so many times, and is done with that client."""
    for who in case.own_servers:
        place, times = _counted(case.code(who), [one.name for one in case.code(who).receives()])
        for run in case.alone(who) if times > 1 else ():
            ends = [e.n for e in (*run.all(ev.Closed, who), *run.all(ev.Exited, who))]
            end = min(ends, default=-1)
            heard = [e for e in run.all(ev.Sent) if e.to == who and e.n < end]
            said = Counter(e.who for e in heard)
            full = [client for client, count in said.items() if count == times]
            short = [f for f in run.unmet if f.at >= end and who in f.actors]
            if not full or max(said.values()) > times or run.failed(who):
                continue
            if b"bye" in heard[-1].data.lower():
                continue  # it may have been that
            yield from case.diagnosis(
                "so-many-messages",
                short,
                f"The server takes {times} messages of a client, for this loop goes round no more "
                "often",
                place,
                happened=f"{full[0]} had sent {times} messages when {who} hung up",
                do="What has to happen for the chat to be over? A while loop goes on until then.",
            )
            return


def never_asks(case: Case) -> Iterator[Diagnosis]:
    """A client never asks for anything, and sends nothing of what is typed at it."""
    for who in _clients(case):
        runs = case.alone(who)
        names = {name for name, _ in case.code(who).names()}
        asked = any(run.all(ev.Asked, who) for run in case.runs)
        speaks = [run for run in runs if run.all(ev.Sent, who)]
        short = [f for run in speaks for f in run.unmet if _is_of_the_typed(f, who)]
        if short and names and not asked and not names & _TAKES:
            yield from case.diagnosis(
                "never-asks",
                short,
                "The client takes nothing from the keyboard: all that it says stands in its code",
                happened=f"{who} never waited for its keyboard",
                do="input() takes a line that is typed; a chat calls it again and again.",
            )
            return


def _clients(case: Case) -> list[str]:
    return [who for who in case.students() if who not in case.listeners and not case.is_kit(who)]


def _is_of_the_typed(finding: Finding, who: str) -> bool:
    """Whether a line asks that something be sent which was typed, if only in vain."""
    sends = (finding.verb, finding.mood, finding.actors) == ("sends", "must", (who,))
    return sends and f"typed at {who}" in finding.happened


def _counted(code: Code, names: Iterable[str]) -> tuple[Place, int]:
    """The one loop around the only call of them, and how often it goes round, if that is there."""
    asks = code.calls(*names)
    if len(asks) != 1 or len(asks[0].loops) != 1:
        return Place(), 0
    (ask,) = asks
    for file, tree in code.trees():
        for node in ast.walk(tree) if tree is not None and file == ask.place.file else ():
            if isinstance(node, ast.For) and node.lineno == ask.loops[-1]:
                match node.iter:
                    case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(times))]):
                        return code.line(file, node.lineno), times
    return Place(), 0
