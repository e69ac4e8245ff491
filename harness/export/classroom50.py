"""``result.json`` of Classroom 50, in its format ``classroom50/result/v1``.

It knows whole numbers only, and no more points than the most.  So every number is a hundred times
the rubric's, whether a result has fractions or not: a scale that depended on the result could not
be compared.  Extra credit fills up what the main part lost, and no more.  What has no verdict
counts on neither side, and neither does what is hidden: students read the file.

Where no score may go out there is no document: the platform is told by the exit code.
"""

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from harness.export.outgoing import judged, shown, withheld
from harness.export.telling import Telling
from harness.model.result import PASS, Result
from harness.reports.readable import cut, visible

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


def classroom50(result: Result, stamp: Stamp) -> dict[str, Any] | None:
    """The document, or None where no score may go out."""
    if withheld(result):
        return None
    told = Telling(result)
    found = judged(shown(result))
    most = sum(_whole(item.max) for item in found if not item.extra)
    return {
        "schema": SCHEMA,
        **asdict(stamp),
        "score": min(sum(_whole(item.points) for item in found), most),
        "max-score": most,
        "tests": [
            {
                "test-name": cut(visible(item.title), 200),
                "passed": item.verdict == PASS,
                "score": _whole(item.points),
                "max-score": _whole(item.max),
                "message": cut(told.item(item), _LONGEST),
            }
            for item in found
        ],
    }


def stamp_time(when: datetime) -> str:
    """A time with a zone, as the format has it: ``2026-11-28T09:30:00Z``."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _whole(points: float) -> int:
    return round(points * SCALE)
