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

from harness.export.annotations import Annotation
from harness.export.tally import failed, number, tally, why
from harness.export.workflow import command
from harness.model.result import PASS, PENDING, ItemResult, Result
from harness.reports.readable import cut, visible
from harness.reports.words import UNDECIDED

_LARGEST = 96 * 1024  # of the base64
_SORRY = "This is not your fault and has cost nothing: "
_TEXTS = (600, 200, 60, 0)  # how long a message may be: the first that fits is taken


def document(result: Result, places: Sequence[Annotation] = ()) -> dict[str, Any]:
    """The result as the reporter wants it."""
    if failed(result):
        reason = _short(_reason(result), 400)
        return _of("error", 0, [_entry("The grader itself failed", "error", 0, _SORRY + reason)])
    tries = (_tests(result, places, longest) for longest in _TEXTS)
    return next(filter(_fits, (_document(result, tests) for tests in tries)), _whole(result))


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


def _document(result: Result, tests: list[dict[str, Any]]) -> dict[str, Any]:
    if not tests:  # the reporter would crash
        return _whole(result)
    return _of(_status(result), number(tally(result).max), tests)


def _whole(result: Result) -> dict[str, Any]:
    """All items as one test."""
    found, status = tally(result), _status(result)
    name = _short(result.title or result.assignment, 120) or "All items"
    test = _entry(name, status, number(found.points + found.extra), "")
    return _of(status, number(found.max), [test])


def _status(result: Result) -> str:
    main = [item for item in result.items if item.verdict not in UNDECIDED and not item.extra]
    return "pass" if all(item.verdict == PASS for item in main) else "fail"


def _tests(result: Result, places: Sequence[Annotation], longest: int) -> list[dict[str, Any]]:
    where = {place.item: place for place in reversed(places) if place.item}
    decided = (item for item in result.items if item.verdict != PENDING)
    return [_test(item, where.get(item.id), longest) for item in decided]


def _test(item: ItemResult, place: Annotation | None, longest: int) -> dict[str, Any]:
    known = item.verdict not in UNDECIDED
    status = ("pass" if item.verdict == PASS else "fail") if known else "error"
    name = _short(item.title or item.id, 120)
    message = _short(why(item), longest)
    return _entry(name, status, number(item.points) if known else 0, message, place)


def _entry(
    name: str, status: str, score: float, message: str, place: Annotation | None = None
) -> dict[str, Any]:
    return {
        "name": name,
        "status": status,
        "score": score,
        "message": message or None,
        "test_code": "",
        "filename": visible(place.file) if place else "",
        "line_no": place.line if place else 0,
        "duration": 0,  # items share their scenes, so none has a time of its own
    }


def _of(status: str, most: float, tests: list[dict[str, Any]]) -> dict[str, Any]:
    return {"version": 1, "status": status, "max_score": most, "tests": tests}


def _reason(result: Result) -> str:
    if result.fault:
        return result.fault.strip().splitlines()[-1]
    return next((problem for problem in result.problems if "failed" in problem), "a scene failed")


def _short(text: str, longest: int) -> str:
    return cut(visible(text[: 4 * longest], "\n\t"), longest)
