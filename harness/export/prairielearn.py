"""PrairieLearn's ``results.json``, at most 1 MB.

Its score is a share, so what has no verdict counts on neither side, and is named in ``message``; so
is what is hidden, since PrairieLearn shows all tests and the share itself.  Each test has points.

``gradable: false`` takes no attempt from a student and gives no score.  That is right for a failure
of ours, and for a hand-in in which nothing can be found to be run: PrairieLearn calls such an
answer invalid, and lets the student mend it.
"""

import json
from typing import Any

from harness.export.outgoing import judged, kept_back, shown, withheld
from harness.export.telling import Telling
from harness.model.result import ItemResult, Result
from harness.reports.readable import cut, visible

Json = dict[str, Any]
LARGEST = 1_000_000  # bytes; a megabyte by whichever count
_LENGTHS = (20_000, 4_000, 800, 160)  # of a text, tried until all of it fits


def prairielearn(result: Result) -> Json:
    """The file's content for ``result``."""
    if why := withheld(result):
        return failed(why)
    if not result.programs and not any(item.runs for item in result.items):
        return failed(*(visible(problem) for problem in _invalid(result)))
    told = Telling(result)
    for length in _LENGTHS:
        content = _content(result, told, length)
        if len(json.dumps(content)) <= LARGEST:
            return content
    return {"gradable": True, "score": _share(result), "message": "There is too much to tell."}


def failed(*why: str) -> Json:
    """The content where there is no score, and why."""
    return {"gradable": False, "format_errors": list(why)}


def _invalid(result: Result) -> list[str]:
    notes = [item.note for item in result.items if item.note and item in shown(result)]
    return list(dict.fromkeys([*result.problems, *notes])) or ["There is nothing to be run."]


def _share(result: Result) -> float:
    found = judged(shown(result))
    most = sum(item.max for item in found if not item.extra)
    if not most:
        return 0.0
    earned = sum(item.points for item in found)
    return round(min(max(earned / most, 0.0), 1.0), 6)


def _content(result: Result, told: Telling, length: int) -> Json:
    heads = (told.opening(), kept_back(result))
    return {
        "gradable": True,
        "score": _share(result),
        "message": cut("\n\n".join(part for part in heads if part), length),
        "output": told.picture()[:length],
        "tests": [_test(item, told, length) for item in judged(shown(result))],
    }


def _test(item: ItemResult, told: Telling, length: int) -> Json:
    extra = "Extra credit: " if item.extra else ""
    return {
        "name": cut(visible(f"{extra}{item.title}"), length),
        "description": item.id,
        "points": item.points,
        "max_points": item.max if told.tried(item) else 0,
        "message": cut(told.item(item), length),
    }
