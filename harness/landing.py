"""What is made of a hand-in that was opened: it is played and marked, its report is written.

The same wherever it is played: in a worker of this machine (:mod:`harness.batch`) or on another one
(:mod:`harness.cluster`).  What comes of it is all that a store keeps.
"""

from dataclasses import replace
from pathlib import Path
from time import perf_counter

from harness import pipeline
from harness.intake import Intake
from harness.marking import as_handed, fault, mark
from harness.model.handin import Member
from harness.model.quick import dataclass
from harness.model.record import Correction, Record
from harness.model.result import FAULT, Result
from harness.pipeline import Course
from harness.reports.folder import write_submission
from harness.reports.jsonresult import plain, text
from harness.store import stamps
from harness.store.database import KEPT, PLAYED, Landing
from harness.store.packing import pack
from harness.store.stamps import Stamp


@dataclass(frozen=True, slots=True)
class Whose:
    """What marking needs to know of a hand-in beside what was played."""

    member: Member
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Landed:
    """A hand-in that was graded, or found graded already: its result, and what is to be kept."""

    landing: Landing
    result: Result

    @property
    def played(self) -> bool:
        """True if it was played just now, or there was nothing to play."""
        handed = self.result.handed
        return self.landing.how == PLAYED or bool(handed and handed.absent)

    @property
    def faulty(self) -> bool:
        """True if the harness failed in it."""
        return bool(self.result.fault) or any(one.verdict == FAULT for one in self.result.items)


def play(
    course: Course,
    stamp: Stamp,
    opened: Intake | str,
    whose: Whose,
    folder: Path,
    begun: float | None = None,
) -> Landed:
    """Play an opened hand-in and write its report into ``folder``.

    ``opened``: a sentence if it cannot be opened.  ``begun``: when work on it did.
    """
    begun = perf_counter() if begun is None else begun
    record = pipeline.record(course, opened, 1)
    record = replace(record, seconds=round(perf_counter() - begun, 3))
    hand_in = hash_of(opened)
    result = _report(course, record, whose, folder)
    job = stamp.job(hand_in) if record.whole else ""
    name, told = whose.member.name, text(plain(result))
    return Landed(Landing(name, hand_in, PLAYED, told, pack(record), None, job), result)


def keep(
    course: Course, hand_in: str, found: tuple[int, Record], whose: Whose, folder: Path
) -> Landed:
    """Mark what the store has of a hand-in, as play ``found[0]``, and write its report."""
    number, record = found
    result = _report(course, record, whose, folder)
    return Landed(
        Landing(whose.member.name, hand_in, KEPT, text(plain(result)), None, number), result
    )


def lost(course: Course, why: str, whose: Whose, folder: Path) -> Landed:
    """The harness failed over a hand-in: that is a grade, but nothing that was played."""
    name = whose.member.name
    result = fault(course.spec, name, course.mode, why, whose.corrections)
    result = as_handed(course.spec, result, whose.member)
    result = pipeline.light(write_submission(result, folder))
    return Landed(Landing(name, "", PLAYED, text(plain(result))), result)


def hash_of(opened: Intake | str) -> str:
    """The hash of a hand-in as it was opened."""
    if isinstance(opened, str):
        return stamps.of_unopened(opened)
    return stamps.of_hand_in(opened.folder, opened.files, opened.problems)


def _report(course: Course, record: Record, whose: Whose, folder: Path) -> Result:
    result = mark(course.spec, record, whose.member.name, whose.corrections)
    result = as_handed(course.spec, result, whose.member)
    return pipeline.light(write_submission(result, folder))
