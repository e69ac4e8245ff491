"""The diagram in a student's own check: of the run that shows what to fix first, as far as it fits.

Below it stands where in the student's files programs wait in the end.
"""

from harness.model.result import Result, SceneRun
from harness.reports import nearby
from harness.reports.advice import Advice, failures
from harness.reports.excerpt import excerpt
from harness.reports.ink import Paint
from harness.reports.lacking import about
from harness.reports.prose import wrapped
from harness.reports.readable import cut, visible
from harness.reports.runs import key, went_well
from harness.reports.step import Step
from harness.reports.steps import lanes, steps
from harness.reports.words import wait

_TALLEST = 60  # lines of a diagram where there is room for any number
_LOWEST = 14
_WAITS = 4  # lines about who waits for what


def glimpse(result: Result, best: Advice, width: int, left: int | None, paint: Paint) -> list[str]:
    """The diagram, its heading and its footer; none if no run shows what to fix first.

    ``left``: the rows of the terminal that are left for it; None where there is room for any.
    """
    run = shown(result, best)
    if run is None or run.recorded is None:
        return []
    name = " · ".join(visible(part) for part in (run.id, run.cast, run.row) if part)
    sentence = _footer(result, best, run, width)
    heading = f"What happened, from top to bottom ({name}, run {run.run}):"
    lines = [paint("dim", line) for line in wrapped(heading, width)]
    free = _TALLEST if left is None else left - len(lines) - len(sentence) - 2
    missing = about(best.item, run) if best.crash is None else run.missing
    found = steps(run.recorded, run.broken, missing)
    roles = lanes(run.recorded, missing)
    drawn = excerpt(roles, found, width, max(free, _LOWEST), focus(best, found))
    marked = [paint("fail", line) if line.startswith("✗") else line for line in drawn.split("\n")]
    return [*lines, *marked, *sentence, ""]


def shown(result: Result, best: Advice) -> SceneRun | None:
    """The run that shows what to fix first, if it is in the result."""
    if best.item is None:
        return None
    runs = {key(run): run for run in result.scenes}
    proofs = [best.evidence, *failures(best.item)]
    names = [(one.scene, one.cast, one.row, one.run) for one in proofs if one is not None]
    found = [runs[name] for name in names if name in runs and not went_well(runs[name])]
    if best.crash is not None:
        seen = best.crash.seen
        found.sort(key=lambda run: key(run) not in seen)
    return found[0] if found else None


def focus(best: Advice, found: tuple[Step, ...]) -> int | None:
    """The step at which a program ended with an error, if that is what to fix first."""
    crash = best.crash
    if crash is None or crash.refusal is not None:
        return None
    ends = (n for n, step in enumerate(found) if (step.kind, step.who) == ("exited", crash.who))
    return next(ends, None)


def _footer(result: Result, best: Advice, run: SceneRun, width: int) -> list[str]:
    """Who waits where in the end: in a few lines, rather without the code than cut off."""
    for code in (True, False):
        lines = wrapped(_waits(result, best, run, code=code), width, "  ")
        if len(lines) <= _WAITS:
            return lines if lines != ["  "] else []
    return [*lines[: _WAITS - 1], cut(f"{lines[_WAITS - 1]} …", width)]


def _waits(result: Result, best: Advice, run: SceneRun, *, code: bool) -> str:
    """Where in the student's own files programs wait in the end, first that which is to act."""
    by = run.recorded.by if run.recorded else {}
    first = nearby.deed(best.evidence.expected)[0] if best.evidence else ""
    own: dict[str, list[str]] = {}
    for each in sorted(run.waiting, key=lambda one: one.who != first):
        if by.get(each.who) == "student" and each.file in result.files:
            place = f"{each.file}, line {each.line}" + (f": {each.code}" if code else "")
            own.setdefault(each.who, []).append(f"{wait(each)} ({place})")
    return " ".join(f"{who}: {'; '.join(waits)}." for who, waits in own.items())
