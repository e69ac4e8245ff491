"""The process that grades for pytest: ``python -m harness.plugin.desk``, told by one message.

Not pytest itself: it has threads (those of xdist, and of tests), and who has threads must not fork.
"""

from dataclasses import replace
from pathlib import Path

from harness import pipeline
from harness.model.errors import CallsheetError
from harness.model.result import ItemResult, Result
from harness.plan import Playbook
from harness.plugin import hidden, told
from harness.plugin.narrow import narrowed
from harness.plugin.told import Graded, Told
from harness.reports import single
from harness.reports.readable import visible
from harness.reports.words import points
from harness.stage import aide


def answer(message: bytes) -> bytes:
    """Grade what an order asks for."""
    order = told.order_of(message)
    try:
        course = pipeline.prepare(Path(order.assignment))
        course = replace(course, book=Playbook(narrowed(course.spec, order.items)))
        result = pipeline.grade_submission(course, Path(order.submission))
    except CallsheetError as error:
        return told.plain(Graded({}, fault=str(error)))
    ids = [item.id for item in result.items]  # which say too much where a student reads them
    result = hidden.shown(result)
    items = {
        name: _told(result, item, order.width) for name, item in zip(ids, result.items, strict=True)
    }
    problems = tuple(map(visible, result.problems))
    return told.plain(Graded(items, problems, visible(result.fault or "")))


def _told(result: Result, item: ItemResult, width: int) -> Told:
    if item.hidden:
        return Told(told.HIDDEN, "0", points(item.max), "not shown yet")
    file, line = single.place(result, item)
    return Told(
        item.verdict,
        points(item.points),
        points(item.max),
        single.said(result, item),
        single.alone(result, item, width),
        file,
        line,
    )


if __name__ == "__main__":
    aide.serve(answer)
