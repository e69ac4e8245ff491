"""Canvas's gradebook, to be imported there.

Canvas finds a student by ID, else by SIS user ID, SIS login or name.  An empty cell leaves a grade
as it is, ``EX`` excuses.
"""

from collections.abc import Sequence

from harness.export.grades import Row
from harness.export.tables import written
from harness.reports.csvgrades import harmless
from harness.reports.words import points

_HEADINGS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


def canvas(rows: Sequence[Row], column: str) -> str:
    """The CSV; ``column`` is the assignment's heading, ``PA1 (12345)`` for one that exists."""
    most = points(max((row.result.max for row in rows), default=0))
    lines: list[Sequence[str]] = [
        (*_HEADINGS, harmless(column)),
        ("    Points Possible", "", "", "", "", most),
    ]
    for row in rows:
        student = row.student
        known = (student.name, student.id, student.sis, student.login, student.section)
        lines.append((*map(harmless, known), "EX" if row.excused else row.text))
    return written(lines)
