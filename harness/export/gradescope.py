"""Gradescope's ``results.json``.

A test for each item.  One without a verdict has neither score nor status, so that it does not look
lost.  A hidden one is ``hidden``: only those who teach see it, and until grades are published
students do not see the total.  Lateness is Gradescope's own business and not in the score.

Where no score may go out there is no ``score`` and there are no tests.  Gradescope asks for one or
the other, so it tells that grading failed, and gives no grade.
"""

from typing import Any

from harness.export.outgoing import withheld
from harness.export.telling import Telling
from harness.export.visibility import visibility
from harness.model.result import PASS, ItemResult, Result
from harness.reports.readable import visible
from harness.reports.words import LOST

Json = dict[str, Any]


def gradescope(result: Result) -> Json:
    """The file's content for ``result``."""
    if why := withheld(result):
        return failed(why)
    told = Telling(result)
    picture = told.picture()
    return {
        "score": result.worth,
        "execution_time": round(result.seconds, 3),
        "output": "\n\n".join(part for part in (told.opening(), picture) if part),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "stdout_visibility": "hidden",
        "tests": [_test(number, item, told) for number, item in enumerate(result.items, 1)],
    }


def failed(why: str) -> Json:
    """The content where there is no score, and why."""
    return {"output": why, "output_format": "text", "stdout_visibility": "hidden"}


def _test(number: int, item: ItemResult, told: Telling) -> Json:
    name = f"Extra credit: {item.title}" if item.extra else item.title
    found: Json = {
        "number": str(number),
        "name": visible(name),
        "output": told.item(item),
        "visibility": visibility(item),
        "tags": [item.id],
        "extra_data": {"verdict": item.verdict},
    }
    if item.verdict == PASS or (item.verdict in LOST and told.tried(item)):
        found |= {"score": item.points, "max_score": item.max}
        found["status"] = "passed" if item.verdict == PASS else "failed"
    return found
