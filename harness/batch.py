"""A class, graded: every hand-in is played once, kept as soon as it is, and never played again.

The rules:

* Workers play, and write the report of a hand-in; this process alone writes the store.  Whoever is
  killed in the middle loses what was being played just then, and nothing else.
* What the store has of the same files, graded by the same assignment and harness, is taken from
  there.  A hand-in over which the harness failed does not count as played.
* How a hand-in came (whose it is, how late) is no part of what is played: it may change, and what
  is kept is marked by it.  Who handed in nothing has a grade as well.
* Reports are written before the store is: what it says is graded can be read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from time import perf_counter

from harness import pipeline
from harness.intake import Intake
from harness.marking import as_handed, brought, fault, mark
from harness.model.handin import HandIn, Member
from harness.model.record import Correction, Record
from harness.model.result import FAULT, Result
from harness.pipeline import Course
from harness.reports.folder import slug, write_class, write_submission
from harness.reports.jsonresult import plain, text
from harness.stage import workers
from harness.store import stamps
from harness.store.database import KEPT, PLAYED, STORE, Landing, Store
from harness.store.packing import pack


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


@dataclass(frozen=True, slots=True)
class Step:
    """How far a class is: what landed last, and how many have, ``of`` how many, ``running``."""

    landed: Landed | None
    done: int
    of: int
    running: int


def grade_class(
    course: Course,
    hand_ins: Sequence[HandIn],
    out: Path,
    at_once: int | None,
    step: Callable[[Step], None],
    again: bool = False,
) -> list[Result]:
    """Grade a class's hand-ins, keep each in ``out`` and write the reports of all there.

    ``at_once``: hand-ins at a time (None: as suits the machine).  ``step`` is told at the beginning
    and after each.  ``again``: what was played before is played again.  Results are in the order of
    the hand-ins.
    """
    out.mkdir(parents=True, exist_ok=True)
    batch = _Batch(course, out, again, hand_ins)
    found: dict[HandIn, Result] = {}
    work = ((one, partial(batch.grade, one)) for one in hand_ins)
    many, of = at_once or pipeline.at_a_time(), len(hand_ins)
    step(Step(None, 0, of, min(many, of)))
    for done, (one, answer) in enumerate(workers.run(work, many), 1):
        landed = batch.lost(one, answer.why) if isinstance(answer, workers.Failed) else answer
        batch.store.land([landed.landing], batch.stamp)
        found[one] = landed.result
        step(Step(landed, done, of, min(many, of - done)))
    results = [found[one] for one in hand_ins]
    write_class(results, out)
    return results


class _Batch:
    """What all the hand-ins of a class have in common while they are graded."""

    def __init__(self, course: Course, out: Path, again: bool, hand_ins: Sequence[HandIn]) -> None:
        self._course, self._out, self._again = course, out, again
        self.store = Store(out / STORE)
        self.stamp = stamps.stamp(course.spec.folder, course.pythons, course.mode)
        self.store.enrol(map(_member, hand_ins), self.stamp, stamps.text_of(course.spec.folder))
        self._corrections = self.store.corrections()

    def grade(self, one: HandIn) -> Landed:
        """Play a hand-in, or take what the store has of it, and write its report (in a worker)."""
        if one.fault:
            lost = self.lost(one, one.fault)
            write_submission(lost.result, self._out / slug(one.name))
            return lost
        course, begun = self._course, perf_counter()
        with pipeline.room() as place:
            opened = pipeline.opened(one.path, place) if one.path else _why_absent(one)
            hand_in = _hash(opened)
            job = self.stamp.job(hand_in)
            play, record = (None, None) if self._again else self._known(job)
            if record is None:
                record = pipeline.record(course, opened, 1)
                record = replace(record, seconds=round(perf_counter() - begun, 3))
        result = mark(course.spec, record, one.name, self._of(one.name))
        result = as_handed(course.spec, result, _member(one))
        result = pipeline.light(write_submission(result, self._out / slug(one.name)))
        landing = Landing(
            one.name,
            hand_in,
            PLAYED if play is None else KEPT,
            text(plain(result)),
            pack(record) if play is None else None,
            play,
            job if record.whole else "",
        )
        return Landed(landing, result)

    def _known(self, job: str) -> tuple[int | None, Record | None]:
        """What the store has for a job, if it tells all that the spec asks for."""
        play = self.store.played(job)
        if play is None:
            return None, None
        book, material = self._course.book, self._course.material
        found = brought(book, self.store.record(play), material)
        return (None, None) if found.open else (play, found.record)

    def lost(self, one: HandIn, why: str) -> Landed:
        """The harness failed over a hand-in: that is a grade, but nothing that was played."""
        spec, mode = self._course.spec, self._course.mode
        result = fault(spec, one.name, mode, why, self._of(one.name))
        result = as_handed(spec, result, _member(one))
        return Landed(Landing(one.name, "", PLAYED, text(plain(result))), result)

    def _of(self, name: str) -> tuple[Correction, ...]:
        return self._corrections.get(name, ())


def _why_absent(one: HandIn) -> str:
    return " ".join(one.problems) or "Nothing was handed in."


def _member(one: HandIn) -> Member:
    """What is kept beside what was played; of who is absent, the problems are the reason."""
    return Member(one.name, one.handed, () if one.path is None and not one.fault else one.problems)


def _hash(opened: Intake | str) -> str:
    if isinstance(opened, str):
        return stamps.of_unopened(opened)
    return stamps.of_hand_in(opened.folder, opened.files, opened.problems)
