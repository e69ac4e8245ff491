"""What to fix first: the one thing whose mending should bring the most.

A program that ended with an error comes before everything else, since other losses often follow
from it.  Then the item that lost the most points, the first of the rubric among equals.  Extra
credit comes last: what ended with an error only there is no reason to begin with it.
"""

import re
from dataclasses import dataclass

from harness.model import events as ev
from harness.model.result import Evidence, ItemResult, Result
from harness.reports.readable import cut, screen, visible
from harness.reports.runs import key
from harness.reports.words import LOST

_ERROR = re.compile(r"^[A-Za-z_][\w.]*(?:Error|Exception|Warning|Exit|Interrupt)\b.*", re.MULTILINE)
_PLACE = re.compile(r'^ *File "([^"\n]+)", line (\d+)', re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Crash:
    """A student's program that ended with an error in ``runs`` runs, and its last words."""

    who: str
    error: str
    file: str
    line: str
    runs: int


@dataclass(frozen=True, slots=True)
class Advice:
    """Either or both: a crash, and the item to begin with and the evidence that shows it best."""

    crash: Crash | None
    item: ItemResult | None
    evidence: Evidence | None


def advice(result: Result) -> Advice:
    """What to fix first; all None if nothing was lost."""
    lost = [item for item in result.items if item.verdict in LOST and item.points < item.max]
    if not lost:
        return Advice(None, None, None)
    item = max(lost, key=lambda one: (not one.extra, one.max - one.points))
    failed = failures(item)
    crash = _crash(result, [one for one in lost if not one.extra])
    return Advice(crash, item, failed[0] if failed else None)


def failures(item: ItemResult) -> list[Evidence]:
    """The evidence that speaks against the item; all of it if none does."""
    return [proof for proof in item.evidence if not proof.passed] or list(item.evidence)


def note(item: ItemResult) -> str:
    """The item's note, unless its evidence says just that."""
    return "" if any(item.note == proof.happened for proof in failures(item)) else item.note


def _crash(result: Result, lost: list[ItemResult]) -> Crash | None:
    """The crash that most of the runs that lost points have in common."""
    cited = {(e.scene, e.cast, e.row, e.run) for item in lost for e in failures(item)}
    found: dict[tuple[str, str, str, str], int] = {}
    for run in result.scenes:
        if run.recorded is None or key(run) not in cited:
            continue
        for event in run.recorded.events:
            student = run.recorded.by.get(event.who) == "student"
            if student and isinstance(event, ev.Exited) and event.code != 0:
                words = _last_words(run.recorded.events[: event.n], event.who)
                if words is not None:
                    error, file, line = words
                    crash = (event.who, error, _own_name(file, result.files), line)
                    found[crash] = found.get(crash, 0) + 1
    if not found:
        return None
    crash, runs = max(found.items(), key=lambda pair: pair[1])
    return Crash(*crash, runs=runs)


def _own_name(path: str, files: tuple[str, ...]) -> str:
    """The file as its writer knows it: not where it lay when it ran."""
    own = [file for file in files if f"/{path}".endswith(f"/{file}")]
    return visible(max(own, key=len, default=path.rpartition("/")[2]))


def _last_words(events: tuple[ev.Event, ...], who: str) -> tuple[str, str, str] | None:
    """(error, file, line) from the end of what ``who`` printed, if it ends in a traceback."""
    tail = b""
    for event in reversed(events):
        if isinstance(event, ev.Printed) and event.who == who:
            tail = event.data + tail
            if len(tail) > 4000:
                break
    text = screen(tail[-4000:])
    errors, places = _ERROR.findall(text), _PLACE.findall(text)
    if not errors or not places:
        return None
    file, line = places[-1]
    return cut(visible(errors[-1]), 160), file, line
