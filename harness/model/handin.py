"""What a student handed in, as a platform tells it: whose it is, when it came, where it lies."""

from datetime import datetime
from pathlib import Path

from harness.model.quick import dataclass


@dataclass(frozen=True, slots=True)
class Student:
    """A student by all that platforms know one by; what is not known is empty.

    ``id``: the platform's own.  ``sis``: the school's (Canvas: SIS user ID, Moodle: ID number).
    """

    name: str = ""
    id: str = ""
    sis: str = ""
    login: str = ""
    email: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """What stays with a result of how it was handed in.

    ``students``: several for a group.  ``handle``: how the platform begins the names of this
    hand-in's files, and wants those of its feedback to begin.  ``submitted``: ISO 8601, or empty
    where nothing tells.  ``late``: the platform says so, or the time does.  ``seconds_late``: how
    much, None if late by an unknown time.  ``absent``: nothing was handed in.
    """

    students: tuple[Student, ...] = ()
    handle: str = ""
    submitted: str = ""
    late: bool = False
    seconds_late: float | None = 0.0
    absent: bool = False
    excused: bool = False


@dataclass(frozen=True, slots=True)
class HandIn:
    """One hand-in of a class.

    ``name``: what it is called in reports, like no other of its class.  ``path``: what to open,
    None if nothing was handed in or it could not be had; ``fault`` then says what *we* could not
    do, which no student is to blame for.  ``problems``: sentences for a person.
    """

    name: str
    path: Path | None
    students: tuple[Student, ...] = ()
    handle: str = ""
    submitted: datetime | None = None
    late: bool = False
    seconds_late: float | None = 0.0
    excused: bool = False
    problems: tuple[str, ...] = ()
    fault: str = ""

    @property
    def handed(self) -> Handed:
        """The part of it that stays with its result."""
        return Handed(
            self.students,
            self.handle,
            self.submitted.isoformat() if self.submitted else "",
            self.late,
            self.seconds_late,
            absent=self.path is None and not self.fault,
            excused=self.excused,
        )


@dataclass(frozen=True, slots=True)
class Member:
    """What is kept of a hand-in beside its files, so that it can be marked without them.

    ``name``: as the reports have it.  ``problems``: what was told when the class was gathered.
    """

    name: str
    handed: Handed | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gathered:
    """A class's hand-ins by name, and what concerns the class as a whole (``notices``)."""

    hand_ins: tuple[HandIn, ...]
    notices: tuple[str, ...] = ()
