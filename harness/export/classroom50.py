"""``result.json`` of Classroom 50, in its format ``classroom50/result/v1``.

It knows whole numbers only, and no more points than the most.  So every number is a hundred times
the rubric's, whether a result has fractions or not: a scale that depended on the result could not
be compared.  Extra credit fills up what the main part lost, and no more.  Items that are not
decided count on neither side; those that wait for a person are not among the tests.

Where the harness failed there is no document: the platform is told by the exit code.
"""

from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from harness.export.tally import failed, tally, why
from harness.model.quick import dataclass
from harness.model.result import PASS, PENDING, ItemResult, Result
from harness.reports.readable import cut, visible
from harness.reports.words import UNDECIDED

SCHEMA = "classroom50/result/v1"
SCALE = 100
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the platform knows of a hand-in and the harness does not.

    ``submission`` begins with ``submit/``; ``release`` and ``review`` are links; ``datetime`` is
    the commit's, as :func:`stamp_time` writes it.
    """

    classroom: str
    assignment: str
    owner: str
    submission: str
    commit: str
    release: str
    review: str
    datetime: str
    assignment_type: str = "individual"


STAMPS = tuple(field.name for field in fields(Stamp))


def classroom50(result: Result, stamp: Stamp) -> dict[str, Any] | None:
    """The document, or None where the harness failed."""
    if failed(result):
        return None
    found = tally(result)
    most = _whole(found.max)
    return {
        "schema": SCHEMA,
        **asdict(stamp),
        "score": min(_whole(found.points + found.extra), most),
        "max-score": most,
        "tests": [_test(item) for item in result.items if item.verdict != PENDING],
    }


def stamp_time(when: datetime) -> str:
    """A time with a zone, as the format has it: ``2026-11-28T09:30:00Z``."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _test(item: ItemResult) -> dict[str, Any]:
    known = item.verdict not in UNDECIDED
    return {
        "test-name": cut(visible(item.title or item.id), 200),
        "passed": item.verdict == PASS,
        "score": _whole(item.points) if known else 0,
        "max-score": _whole(item.max) if known else 0,
        "verdict": item.verdict,
        "extra-credit": item.extra,
        "message": cut(visible(why(item), "\n\t"), _LONGEST),
    }


def _whole(points: float) -> int:
    return round(points * SCALE)
