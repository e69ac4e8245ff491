"""What a student is told: as text for a cell, and as a page whose name the platform knows.

Canvas and Moodle give a page back to the student whose hand-in's name its own name begins with.
Items that are hidden are told in neither.
"""

import re
from collections.abc import Iterator, Sequence

from harness.export.grades import Row
from harness.export.reading import Graded
from harness.reports.advice import advice
from harness.reports.folder import slug
from harness.reports.html import student_page
from harness.reports.misconception import sentence
from harness.reports.readable import visible
from harness.reports.runs import for_student
from harness.reports.words import LOST, VERDICTS, points

_LONGEST = 200
# Links to timelines and packets, which stay with the teacher.  In what a student wrote there is no
# such quote: there it is an entity.
_RECORDS = re.compile(rb' href="(?:runs/|result\.json)[^"]*"')


def lines_for(row: Row) -> Iterator[str]:
    """The feedback in lines: the grade, what lost points and why, with the hints."""
    result = for_student(row.result)
    head = f"{result.title or result.assignment}: "
    if row.excused:
        yield f"{head}excused"
        return
    yield head + (f"{row.text} of {points(result.max)} points" if row.text else "not graded yet")
    if row.note:
        yield row.note
    if result.handed and result.handed.absent:
        return
    best = advice(result).diagnosis
    if best is not None:
        yield f"What to fix first: {sentence(best)}"
    for item in result.items:
        if item.verdict not in LOST or (item.extra and not item.points):
            continue
        word = VERDICTS[item.verdict][1]
        yield f"- {item.title} ({points(item.points)}/{points(item.max)}): {word}. {item.note}"
        if item.hint:
            yield f"  Hint: {item.hint}"


def pages(rows: Sequence[Row], graded: Graded) -> Iterator[tuple[str, bytes]]:
    """A name and a page for each submission; one of nothing has none."""
    seen = set()
    for row in rows:
        result = row.result
        if result.submission in seen or (result.handed and result.handed.absent):
            continue
        seen.add(result.submission)
        page = graded.page(result) or student_page(result).encode()
        yield _name(row), _RECORDS.sub(b"", page)


def _name(row: Row) -> str:
    """As the platform wants it; never a way out of the folder, whoever wrote the results."""
    handle = row.result.handed.handle if row.result.handed else ""
    if not handle or handle != visible(handle) or "/" in handle or len(handle) > _LONGEST:
        return f"{slug(row.result.submission)}.html"
    return f"{handle}_feedback.html"
