"""Places in a student's code that a result speaks of, for annotations beside the code.

Only what lost points is told, and only where both file and line are known: an annotation at a
guessed line would accuse the wrong one.  Extra credit accuses nobody.  Where a program stood when
nothing more could happen is a warning, not an error: it is the place to look at, seldom the mistake
itself; and it is told only of the program that had to act next, since the others wait for it.
"""

from collections.abc import Iterator

from harness.model.events import Wait
from harness.model.quick import dataclass
from harness.model.result import ItemResult, Result, SceneRun
from harness.reports.advice import Advice, advice, failures, hint
from harness.reports.runs import key
from harness.reports.words import LOST, arrows, count, wait

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True, slots=True)
class Annotation:
    """A line of a hand-in's file, and what is to be said there.

    ``file`` is relative to the hand-in; ``item``: the rubric's item that it is about, or empty.
    """

    level: str
    file: str
    line: int
    title: str
    message: str
    item: str = ""


def places(result: Result) -> tuple[Annotation, ...]:
    """All places of ``result``, the most telling first; each line with each title once."""
    best = advice(result)
    found: dict[tuple[str, int, str], Annotation] = {}
    for place in (*_known(result), *_crash(best), *_items(result, best), *_stuck(result, best)):
        if place.file in result.files and place.line > 0:
            found.setdefault((place.file, place.line, place.title), place)
    return tuple(found.values())


def _known(result: Result) -> Iterator[Annotation]:
    """Where a misconception shows that lost points."""
    lost = {item.id for item in _lost(result)}
    for one in result.diagnoses:
        if lost & {*one.items} and one.file and one.line:
            words = [one.happened, one.do]
            said = " ".join(each if each[-1] in ".?!" else f"{each}." for each in words if each)
            yield Annotation(ERROR, one.file, one.line, one.says, said or one.says, one.items[0])


def _crash(best: Advice) -> Iterator[Annotation]:
    crash = best.crash
    if crash is None or not crash.line.isdigit():
        return
    known = best.diagnosis
    if known and (known.file, str(known.line)) == (crash.file, crash.line):
        return  # it is told there already, by its name
    words = f"{crash.error} (in {count(crash.runs, 'run')}). {crash.begin}."
    yield Annotation(ERROR, crash.file, int(crash.line), f"{crash.who} ended with an error", words)


def _items(result: Result, best: Advice) -> Iterator[Annotation]:
    for item in _lost(result):
        for proof in failures(item):
            if proof.passed or not proof.file:
                continue
            words = f"Expected: {arrows(proof.expected)}\nInstead: {proof.happened}"
            advised = hint(item, best.crash)
            words += f"\nHint: {advised}" if advised else ""
            yield Annotation(ERROR, proof.file, proof.at, item.title, words, item.id)


def _stuck(result: Result, best: Advice) -> Iterator[Annotation]:
    if best.crash is not None:  # who waits for a program that is gone says nothing
        return
    cited = {
        (proof.scene, proof.cast, proof.row, proof.run)
        for item in _lost(result)
        for proof in item.evidence
        if not proof.passed
    }
    for run in result.scenes:
        if run.ended == "quiet" and key(run) in cited and run.missing:
            yield from (_standing(run, one) for one in run.waiting if one.who == run.missing[0][1])


def _standing(run: SceneRun, waiting: Wait) -> Annotation:
    scene = ", ".join(part for part in (run.id, run.cast, run.row) if part)
    words = f"In scene {scene} nothing more could happen: {wait(waiting)}"
    words += f", at {waiting.code.strip()}" if waiting.code.strip() else ""
    title = f"{waiting.who} waits here for ever"
    return Annotation(WARNING, waiting.file, waiting.line, title, f"{words}.")


def _lost(result: Result) -> list[ItemResult]:
    return [item for item in result.items if item.verdict in LOST and not item.extra]
