"""``grades.csv``: one row a submission, for a spreadsheet or a learning-management system.

A cell that a spreadsheet would run as a formula (``=HYPERLINK(…)`` as a team's name) is made text
by an apostrophe in front.  Numbers are written plainly and never begin with a sign.
"""

import csv
from collections.abc import Iterable
from io import StringIO

from harness.model.result import Result
from harness.reports.readable import visible
from harness.reports.rubric import rubric
from harness.reports.words import points

_RUNS = ("=", "+", "-", "@", "|", "＝", "＋", "－", "＠")  # noqa: RUF001 - some spreadsheets run these


def grades(results: Iterable[Result]) -> str:
    """The table as CSV (RFC 4180), a heading first.

    Columns: submission, score, max, extra, the points of each item, the verdict of each item
    (``<item> verdict``), and ``note`` (a fault, lateness, what else to know).  An item that a
    result lacks has empty cells.
    """
    found = list(results)
    names = [item.id for item in rubric(found)]
    out = StringIO()
    writer = csv.writer(out)
    heading = ["submission", "score", "max", "extra", *names]
    heading += [*(f"{name} verdict" for name in names), "note"]
    writer.writerow([harmless(cell) for cell in heading])
    for result in found:
        earned = {item.id: item for item in result.items}
        late = result.standing.note if result.standing else ""
        note = "; ".join(filter(None, (result.fault, late, *result.problems)))
        row = [harmless(result.submission)]
        row += [points(number) for number in (result.score, result.max, result.extra)]
        row += [points(earned[name].points) if name in earned else "" for name in names]
        row += [harmless(earned[name].verdict) if name in earned else "" for name in names]
        writer.writerow([*row, harmless(note)])
    return out.getvalue()


def harmless(cell: str) -> str:
    """``cell`` so that every program takes it for text, and readable."""
    shown = visible(cell)
    return f"'{shown}" if shown.lstrip(" '\"").startswith(_RUNS) else shown
