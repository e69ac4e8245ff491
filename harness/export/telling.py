"""What a student reads of a result where a platform shows plain text.

Everything that a student wrote comes through ``visible``, and is cut: a platform's page has its own
markup, and its results a largest size.
"""

from collections.abc import Iterator

from harness.export.outgoing import left_open
from harness.export.visibility import is_visible
from harness.model.result import FAIL, PASS, Evidence, ItemResult, Result
from harness.reports.advice import Advice, Crash, advice, failures, hint, note
from harness.reports.attempt import NOT_ATTEMPTED, not_attempted
from harness.reports.diagram import text as diagram
from harness.reports.misconception import sentence
from harness.reports.readable import cut, visible
from harness.reports.runs import for_student, key
from harness.reports.words import UNDECIDED, VERDICTS, arrows, count, worth_of

_SHOWN = 2  # findings of one item
_READ, _TEXT, _PICTURE = 4_000, 1_000, 20_000  # characters
_WIDTH = 100


class Telling:
    """One result, told: what comes first, then each item."""

    def __init__(self, result: Result) -> None:
        self._full = result
        self._result = for_student(result)
        self._advice: Advice = advice(self._result)
        self._skipped = not_attempted(self._result)

    def opening(self) -> str:
        """What to know first: what was not judged, what to begin with, what came of the files."""
        lines = [left_open(self._full), *self._begin(), *map(_said, self._result.problems)]
        return "\n\n".join(line for line in lines if line)

    def item(self, item: ItemResult) -> str:
        """What became of an item; empty if it passed and nobody has to look at it."""
        if not self.tried(item):
            return NOT_ATTEMPTED
        lines = list(self._item(item))
        if item.review:
            lines.append("A person will look at this.")
        return "\n".join(lines)

    def tried(self, item: ItemResult) -> bool:
        """False for extra credit that nobody tried to earn: what it is worth was not lost."""
        return not (item.extra and self._skipped and item.verdict == FAIL)

    def picture(self) -> str:
        """The run that shows best what to begin with, as a diagram; empty if there is none.

        A story that has hidden lines is not drawn: the diagram would show what was expected there.
        """
        proof = self._advice.evidence
        if proof is None or not all(map(is_visible, self._full.items)):
            return ""
        wanted = (proof.scene, proof.cast, proof.row, proof.run)
        run = next((run for run in self._result.scenes if key(run) == wanted), None)
        if run is None or run.recorded is None:
            return ""
        head = " · ".join(visible(part) for part in (run.id, run.cast, run.row) if part)
        drawn = diagram(run.recorded, run.broken, run.missing, width=_WIDTH)
        return f"{head}, run {run.run}\n{drawn}"[:_PICTURE]

    def _begin(self) -> Iterator[str]:
        found = self._advice
        if found.item is None:
            return
        if found.diagnosis:
            yield sentence(found.diagnosis)
        elif found.crash and not found.item.extra:
            yield _crash(found.crash)
        worth = worth_of(found.item.max - found.item.points)
        told = found.diagnosis or (found.crash and not found.item.extra)
        first = "Then look at" if told else "Begin with"
        yield f"{first} '{visible(found.item.title)}', which is worth {worth}."

    def _item(self, item: ItemResult) -> Iterator[str]:
        if item.verdict == PASS:
            return
        if item.verdict in UNDECIDED:
            yield f"Not judged here, and not lost: {VERDICTS[item.verdict][1]}."
        if words := note(item):
            yield _said(words)
        for proof in _distinct(item)[:_SHOWN]:
            yield f"expected  {_said(arrows(proof.expected))}"
            yield f"instead   {_said(proof.happened)}"
            if proof.file:
                place = f"{proof.file}, line {proof.at}" if proof.at else proof.file
                yield f"where     {_said(place)}"
        if advised := hint(item, self._advice.crash):
            yield f"hint      {_said(advised)}"


def _distinct(item: ItemResult) -> list[Evidence]:
    return list({(one.expected, one.happened): one for one in failures(item)}.values())


def _crash(crash: Crash) -> str:
    place = f"({visible(crash.file)}, line {crash.line})"
    runs = count(crash.runs, "run")
    if crash.refusal:
        return (
            f"{_said(crash.refusal.sentence)}. So {visible(crash.who)} ended with an error in "
            f"{runs} {place}{crash.excuse}. {crash.begin}."
        )
    error = _said(crash.error)
    return f"{visible(crash.who)} ended with an error in {runs}: {error} {place}. {crash.begin}."


def _said(text: str) -> str:
    return cut(visible(" ".join(text[:_READ].split())), _TEXT)
