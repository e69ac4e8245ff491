"""The points that were decided: what goes to a platform that knows numbers only.

What waits for a person or could not be observed counts on neither side: a platform has no number
for *not known*, and one that is too low would stand.  Where the harness failed there are no points
at all.
"""

from collections.abc import Iterable

from harness.model.quick import dataclass
from harness.model.result import FAULT, PASS, ItemResult, Result
from harness.reports.advice import failures
from harness.reports.words import UNDECIDED, arrows


@dataclass(frozen=True, slots=True)
class Tally:
    """Points of the items that were decided: without extra credit, the most, and the extra."""

    points: float
    max: float
    extra: float


def tally(result: Result) -> Tally:
    """What ``result`` comes to."""
    known = [item for item in result.items if item.verdict not in UNDECIDED]
    return Tally(
        points=_sum(item.points for item in known if not item.extra),
        max=_sum(item.max for item in known if not item.extra),
        extra=_sum(item.points for item in known if item.extra),
    )


def failed(result: Result) -> bool:
    """True if the harness failed, be it in a single scene: no number is to go out."""
    return bool(result.fault) or any(item.verdict == FAULT for item in result.items)


def number(value: float) -> int | float:
    """``value`` as JSON has it: no ``.0`` at a whole one."""
    return int(value) if value == int(value) else round(value, 2)


def why(item: ItemResult) -> str:
    """What became of an item, in a few sentences; empty if it passed."""
    if item.verdict == PASS:
        return ""
    proof = next((one for one in failures(item) if not one.passed), None)
    parts = [item.note]
    if proof is not None:
        parts = [f"Expected: {arrows(proof.expected)}. Instead: {proof.happened}."]
    if item.hint and item.verdict not in UNDECIDED:
        parts.append(f"Hint: {item.hint}")
    return " ".join(part for part in parts if part) or item.verdict


def _sum(values: Iterable[float]) -> float:
    return round(sum(values), 2)
