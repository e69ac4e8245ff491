"""Coroutines that nobody awaits: Python warns of them, and nothing of them runs."""

from collections.abc import Iterator

from harness.diagnosis.case import Case, Run
from harness.diagnosis.regions import own_lines
from harness.diagnosis.tracebacks import Unawaited, unawaited
from harness.model.result import Diagnosis

_NOT_AWAITED = (
    "A coroutine is called and never awaited, so nothing of it runs",
    "Write await before the call.",
)
_HANDED_OVER = (
    "An async function is handed to something that calls it and does not await it",
    "Call it yourself, with await before the call.",
)


def never_awaited(case: Case) -> Iterator[Diagnosis]:
    """A coroutine is called and not awaited: Python warns of it, and nothing of it runs."""
    for who in case.students():
        warned = [
            (run, one)
            for run in case.alone(who)
            for one in unawaited(run.printed(who), case.record.files)
            if one.name != "sleep"  # which keeps nothing from being done
        ]
        warned = warned or (_let_go(case, who) if case.is_kit(who) else [])
        handed = [] if warned or not case.is_kit(who) else _let_go(case, who, called=False)
        says, do = _HANDED_OVER if handed else _NOT_AWAITED
        warned += handed
        for _, one in warned[:1]:  # of each program the first
            runs = list({id(run): run for run, _ in warned}.values())
            yield from case.diagnosis(
                "never-awaited",
                [each for run in runs for each in run.findings if each.verdict != "met"],
                says,
                case.code(who).line(one.file, one.line),
                happened=f"Python warned: coroutine '{one.name}' was never awaited",
                do=do,
            )


def _let_go(case: Case, who: str, *, called: bool = True) -> list[tuple[Run, Unawaited]]:
    """Where the given program lets go of a coroutine that a student's own line has made for it.

    Or has not ``called``: it names the function, for a thread, say, or for a timer of asyncio's.
    """
    own, main = own_lines(case, who), case.record.mains.get(who, "")
    found = []
    for run in case.alone(who):
        for one in unawaited(run.printed(who), None):
            code, name = case.code(who), one.name.rpartition(".")[2]
            made = [call.place.line for call in code.calls(name)]
            named = [line for each, line in code.names() if each == name]
            lines = [line for line in (made if called else named) if line in own]
            if len(lines) == 1:
                found.append((run, Unawaited(one.name, main, lines[0])))
    return found
