"""What Autolab reads at the end of an autograder's output: points of each problem, as JSON.

A problem for each item, under the item's id: texts with a colon would be taken apart by Autolab's
reader.  What has no verdict is not named, and its problem stays without a score.  Students read the
whole output, its last line too, so hidden items are not in it.  Where no score may go out there is
no such line, which Autolab takes for a failure of the autograder.
"""

import json
from typing import Any

from harness.export.outgoing import judged, kept_back, shown, withheld
from harness.export.telling import Telling
from harness.model.result import PASS, Result
from harness.reports.readable import visible
from harness.reports.words import VERDICTS, points

_STAGE = "Rubric"


def autolab(result: Result) -> str:
    """The output for ``result``: for people, then two lines for Autolab."""
    if why := withheld(result):
        return failed(why)
    told = Telling(result)
    parts = [told.opening(), kept_back(result)]
    for item in shown(result):
        mark, word = VERDICTS[item.verdict] if told.tried(item) else ("·", "not attempted")
        head = f"{mark} {points(item.points)}/{points(item.max)} {visible(item.title)} ({word})"
        indented = told.item(item).replace("\n", "\n    ")
        parts.append(f"{head}\n    {indented}" if indented else head)
    parts.append(told.picture())
    found = judged(shown(result))
    stage: dict[str, dict[str, Any]] = {}
    for item in filter(told.tried, found):
        stage[item.id] = {"passed": item.verdict == PASS}
        if item.verdict != PASS:
            stage[item.id]["hint"] = visible(item.hint or item.note)
    semantic = {"_presentation": "semantic", "stages": [_STAGE], _STAGE: stage}
    scores: dict[str, Any] = {"scores": {item.id: item.points for item in found}}
    if len(found) == len(result.items):  # a place on the scoreboard is by the whole
        scores["scoreboard"] = [result.worth]
    text = "\n\n".join(part for part in parts if part)
    return f"{text}\n{json.dumps(semantic)}\n{json.dumps(scores)}\n"


def failed(why: str) -> str:
    """The output where there is no score, and why."""
    return f"{why}\n"
