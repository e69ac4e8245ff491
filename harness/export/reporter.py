"""What the reporter of the classroom's autograding reads, and the notices that it would write.

Its tests are the items that were decided; ``max_score`` is theirs without extra credit, which comes
on top.  An item that could not be observed is an ``error`` of no points, and one that waits for a
person is not among them.  Where the harness failed, ``max_score`` is 0: the reporter then passes on
no points at all, which is not the same as none.

The whole travels in a variable of the environment, of which Linux allows 128 KiB; so texts are cut.
"""

import base64
import json
from collections.abc import Iterator, Sequence
from typing import Any

from harness.export.places import Place
from harness.export.tally import failed, number, tally, why
from harness.export.workflow import command
from harness.model.result import PASS, PENDING, ItemResult, Result
from harness.reports.readable import cut, visible
from harness.reports.words import UNDECIDED

_LARGEST = 96 * 1024  # of the base64
_TEXTS = (600, 200, 60, 0)  # how long a message may be: the first that fits is taken


def document(result: Result, places: Sequence[Place] = ()) -> dict[str, Any]:
    """The result as the reporter wants it."""
    return next(filter(_fits, (_document(result, places, longest) for longest in _TEXTS)), _bare())


def encoded(found: dict[str, Any]) -> str:
    """It as it travels: base64 of JSON."""
    return base64.b64encode(json.dumps(found, separators=(",", ":")).encode()).decode()


def notices(result: Result) -> Iterator[str]:
    """The two notices that a classroom reads points from; none where there are no points."""
    found = tally(result)
    if failed(result) or not found.max:
        return
    total, most = number(found.points + found.extra), number(found.max)
    yield command("notice", f"Points {total}/{most}", title="Autograding complete")
    said = json.dumps({"totalPoints": total, "maxPoints": most}, separators=(",", ":"))
    yield command("notice", said, title="Autograding report")


def _fits(found: dict[str, Any]) -> bool:
    return len(encoded(found)) <= _LARGEST


def _document(result: Result, places: Sequence[Place], longest: int) -> dict[str, Any]:
    if failed(result):
        words = f"This is not your fault and has cost nothing: {_reason(result)}"
        return _bare(cut(visible(words), longest))
    where = {place.item: place for place in reversed(places) if place.item}
    tests = [
        _test(item, where.get(item.id), longest) for item in result.items if item.verdict != PENDING
    ]
    main = [item for item in result.items if item.verdict not in UNDECIDED and not item.extra]
    return {
        "version": 1,
        "status": "pass" if all(item.verdict == PASS for item in main) else "fail",
        "max_score": number(tally(result).max),
        "tests": tests,
    }


def _test(item: ItemResult, place: Place | None, longest: int) -> dict[str, Any]:
    known = item.verdict not in UNDECIDED
    message = cut(visible(why(item), "\n\t"), longest) if item.verdict != PASS else ""
    return {
        "name": cut(visible(item.title or item.id), 120),
        "status": ("pass" if item.verdict == PASS else "fail") if known else "error",
        "score": number(item.points) if known else 0,
        "message": message or None,
        "test_code": "",
        "filename": visible(place.file) if place else "",
        "line_no": place.line if place else 0,
        "duration": 0,  # items share their scenes, so none has a time of its own
    }


def _reason(result: Result) -> str:
    if result.fault:
        return result.fault.strip().splitlines()[-1]
    return next((problem for problem in result.problems if "failed" in problem), "a scene failed")


def _bare(message: str = "") -> dict[str, Any]:
    """The result where there is none; without a test in it, the reporter would crash."""
    test = {
        "name": "The grader itself failed",
        "status": "error",
        "score": 0,
        "message": message or None,
        "test_code": "",
        "filename": "",
        "line_no": 0,
        "duration": 0,
    }
    return {"version": 1, "status": "error", "max_score": 0, "tests": [test]}
