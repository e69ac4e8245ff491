"""Clients of a chat that send so many lines and no more, or none that is typed.

What a chat's client sends comes from its keyboard, as often as somebody types.
"""

import ast
from collections.abc import Iterator

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
        place, times = _counted(case.code(who))
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


def _counted(code: Code) -> tuple[Place, int]:
    """The loop around the only question, and how often it goes round, if that is written there."""
    asks = code.calls(*_ASKS)
    if len(asks) != 1 or not asks[0].loops:
        return Place(), 0
    (ask,) = asks
    for file, tree in code.trees():
        for node in ast.walk(tree) if tree is not None and file == ask.place.file else ():
            if isinstance(node, ast.For) and node.lineno == ask.loops[-1]:
                match node.iter:
                    case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(times))]):
                        return code.line(file, node.lineno), times
    return Place(), 0
