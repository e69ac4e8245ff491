"""The list of a class: whose hand-ins there should be.

Columns are found by their headings, so an export of Canvas's gradebook or Moodle's participants
will do.  ``excused`` (yes, x, EX) and ``submitted`` (a time) may be added.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from harness.intake import tables, times
from harness.model.errors import UsageError
from harness.model.handin import Student
from harness.model.quick import dataclass

_HEADINGS = {
    "student": "name", "name": "name", "fullname": "name", "studentname": "name",
    "firstname": "first", "givenname": "first",
    "lastname": "last", "surname": "last", "familyname": "last",
    "id": "id", "userid": "id", "identifier": "id", "canvasid": "id", "studentid": "id",
    "sisuserid": "sis", "sis": "sis", "idnumber": "sis", "sid": "sis",
    "sisloginid": "login", "login": "login", "username": "login", "loginid": "login",
    "email": "email", "emailaddress": "email",
    "section": "section", "sections": "section",
    "excused": "excused",
    "submitted": "submitted", "submissiontime": "submitted",
    "lastmodifiedsubmission": "submitted",
}  # fmt: skip
_YES = frozenset({"yes", "y", "x", "true", "1", "ex", "excused"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A student of the list.  ``submitted``: when, if the list says so."""

    student: Student
    excused: bool = False
    submitted: datetime | None = None


def read(file: Path) -> list[Entry]:
    """The students of a CSV.  Raises UsageError if it has no column that tells who they are."""
    text = tables.text_of(file)
    have = tables.headings(text, _HEADINGS)
    if not have & {"name", "id", "sis", "login", "email", "first", "last"}:
        raise UsageError(
            f"{file}: no column says who the students are; name one Student, ID, SIS User ID, "
            "Login, Email, or First name and Last name"
        )
    entries = [_entry(file, row) for row in tables.rows(text, _HEADINGS)]
    # the second row of Canvas's gradebook is no student
    return _once(one for one in entries if one.student.name.casefold() != "points possible")


def _once(entries: Iterable[Entry]) -> list[Entry]:
    """Each student once: lists of several sections, joined, have some twice.

    Only where an id, login or address says that they are one: two may have one name.
    """
    found: dict[object, Entry] = {}
    for one in entries:
        who = replace(one.student, section="")
        key = who if who.id or who.sis or who.login or who.email else object()
        first = found.setdefault(key, one)
        excused = first.excused or one.excused
        found[key] = replace(first, excused=excused, submitted=first.submitted or one.submitted)
    return list(found.values())


def _entry(file: Path, row: dict[str, str]) -> Entry:
    name = row.get("name") or ", ".join(row[key] for key in ("last", "first") if key in row)
    others = {key: row.get(key, "") for key in ("id", "sis", "login", "email", "section")}
    submitted = row.get("submitted", "-")
    when = times.read(submitted)
    if when is None and submitted != "-":
        raise UsageError(f"{file}: '{submitted}' is no time; write 2026-11-02 18:00")
    excused = row.get("excused", "").casefold() in _YES
    return Entry(Student(name, **others), excused, when)
