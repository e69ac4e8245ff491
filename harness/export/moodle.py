"""Moodle's gradebook, to be imported there: a key of each student, the grade, the feedback.

Whoever imports it says which heading is which.  An empty grade is no grade.
"""

from collections.abc import Sequence

from harness.export.feedback import lines_for
from harness.export.grades import Row
from harness.export.tables import paragraph, written
from harness.reports.csvgrades import harmless

_KEYS = {"email": "email", "idnumber": "sis", "username": "login", "id": "id", "fullname": "name"}


def moodle(rows: Sequence[Row], column: str) -> str:
    """The CSV, with those of Moodle's keys that are known of any student."""
    keys = [key for key, name in _KEYS.items() if any(getattr(row.student, name) for row in rows)]
    # what its zips call a student is no user's id; its own worksheets call it so
    numbered = any(row.student.id.startswith("Participant ") for row in rows)
    named = ["Identifier" if key == "id" and numbered else key for key in keys]
    lines = [(*named, harmless(column), harmless(f"{column} feedback"))]
    for row in rows:
        known = [harmless(getattr(row.student, _KEYS[key])) for key in keys]
        lines.append((*known, row.text, paragraph(lines_for(row))))
    return written(lines)
