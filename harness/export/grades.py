"""Who gets which grade: one row a student.

A grade is left out where it cannot be known: an item waits for a person or could not be observed,
the harness failed, or there are two hand-ins of one student.  An empty cell changes nothing in a
gradebook; a number that is too low would.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from harness.model.handin import Student
from harness.model.quick import dataclass
from harness.model.result import FAULT, PENDING, UNOBSERVABLE, Result
from harness.reports.words import points

BLANK, COUNT = "blank", "count"
_UNDECIDED = frozenset({FAULT, PENDING, UNOBSERVABLE})


@dataclass(frozen=True, slots=True)
class Row:
    """A student's line.  ``grade``: None if it is left out; ``why`` says so in a few words."""

    student: Student
    result: Result
    grade: float | None
    why: str = ""
    excused: bool = False

    @property
    def text(self) -> str:
        """The grade as a cell: plain digits, or nothing."""
        return "" if self.grade is None else points(self.grade)

    @property
    def note(self) -> str:
        """What was done to the score, or empty."""
        return self.result.standing.note if self.result.standing else ""


def rows(results: Iterable[Result], undecided: str = BLANK) -> list[Row]:
    """The rows of a class.  ``undecided``: items without a verdict leave the grade ``BLANK``, or
    ``COUNT`` as nothing.
    """
    found = [row for result in results for row in _of(result, undecided)]
    often: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in found:
        often[_key(row.student)].add(row.result.submission)
    return [
        replace(row, grade=None, why="there are two hand-ins of this student")
        if len(often[_key(row.student)]) > 1
        else row
        for row in found
    ]


def _of(result: Result, undecided: str) -> Iterator[Row]:
    students = result.handed.students if result.handed else ()
    excused = bool(result.handed and result.handed.excused)
    why = "" if excused else _undecided(result, undecided)
    value = None if excused or why else result.worth
    for student in students or (Student(name=result.submission),):
        yield Row(student, result, value, why, excused)


def _undecided(result: Result, undecided: str) -> str:
    if result.fault:
        return "the grader failed"
    if undecided == COUNT or (result.handed and result.handed.absent):
        return ""
    open_items = [item.id for item in result.items if item.verdict in _UNDECIDED]
    return f"not decided: {', '.join(open_items)}" if open_items else ""


def _key(student: Student) -> tuple[str, str]:
    for kind in ("id", "sis", "login", "email", "name"):
        if value := getattr(student, kind):
            return kind, value.casefold()
    return "", ""
