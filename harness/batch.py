"""A class, graded: every hand-in is played once, kept as soon as it is, and never played again.

The rules:

* Workers play, and write the report of a hand-in; this process alone writes the store.  Whoever is
  killed in the middle loses what was being played just then, and nothing else.
* What the store has of the same files, graded by the same assignment and harness, is taken from
  there.  A hand-in over which the harness failed does not count as played.
* How a hand-in came (whose it is, how late) is no part of what is played: it may change, and what
  is kept is marked by it.  Who handed in nothing has a grade as well.
* With a cluster, who plays and writes the report is another machine; what comes back is laid down
  and kept here.  What the store has is not sent, and not waited for: it is marked when nothing else
  is to be done, so that no worker stands idle for it.
* Reports are written before the store is: what it says is graded can be read.
"""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from harness import landing, pipeline, rooms
from harness.followed import brought
from harness.landing import Landed, Whose
from harness.model.errors import UsageError
from harness.model.handin import HandIn, Member
from harness.model.quick import dataclass
from harness.model.record import Record
from harness.model.result import Result
from harness.pipeline import Course
from harness.reports.folder import place_files, slug, write_class
from harness.stage import workers
from harness.store import stamps
from harness.store.database import STORE, Store
from harness.store.stamps import Stamp

if TYPE_CHECKING:
    from harness.cluster.master import Cluster
    from harness.cluster.parcels import Graded, Lost, Parcel


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
    cluster: "Cluster[HandIn] | None" = None,
) -> list[Result]:
    """Grade a class's hand-ins, keep each in ``out`` and write the reports of all there.

    ``at_once``: hand-ins at a time (None: as suits the machine).  ``step`` is told at the beginning
    and after each.  ``again``: what was played before is played again.  ``cluster``: who plays, in
    place of this machine.  Results are in the order of the hand-ins.  Raises UsageError if another
    batch is grading into ``out``, or something else lies where a report belongs.
    """
    for one in hand_ins:
        for place in (out / slug(one.name), out / slug(one.name) / "runs"):
            if os.path.lexists(place) and not place.is_dir():
                raise UsageError(
                    f"{place}: this is no folder, and the report of {one.name} belongs there;"
                    " move it away, or say another --out"
                )
    out.mkdir(parents=True, exist_ok=True)
    with rooms.alone(out), rooms.room() as place:
        played_as = cluster.stamps if cluster else ()
        batch = _Batch(course, (out, place), again, hand_ins, played_as)
        found = _graded(batch, hand_ins, at_once, step, cluster)
        results = [found[one] for one in hand_ins]
        write_class(results, out)
    return results


def _graded(
    batch: "_Batch",
    hand_ins: Sequence[HandIn],
    at_once: int | None,
    step: Callable[[Step], None],
    cluster: "Cluster[HandIn] | None",
) -> dict[HandIn, Result]:
    found: dict[HandIn, Result] = {}
    many, of = at_once or pipeline.at_a_time(), len(hand_ins)
    coming = _elsewhere(batch, hand_ins, cluster) if cluster else _here(batch, hand_ins, many)
    step(Step(None, 0, of, min(cluster.threads if cluster else many, of)))
    with closing(coming):  # who still works is ended before the room goes
        for done, (one, landed, stamp) in enumerate(coming, 1):
            batch.store.land([landed.landing], stamp)
            found[one] = landed.result
            step(Step(landed, done, of, min(cluster.threads if cluster else many, of - done)))
    return found


_Coming = Generator[tuple[HandIn, Landed, Stamp], None, None]


def _here(batch: "_Batch", hand_ins: Sequence[HandIn], many: int) -> _Coming:
    """Every hand-in as it was graded on this machine."""
    work = ((one, partial(batch.grade, one)) for one in hand_ins)
    with closing(workers.run(work, many)) as answers:
        for one, answer in answers:
            landed = batch.lost(one, answer.why) if isinstance(answer, workers.Failed) else answer
            yield one, landed, batch.stamp


def _elsewhere(batch: "_Batch", hand_ins: Sequence[HandIn], cluster: "Cluster[HandIn]") -> _Coming:
    """Every hand-in as it was graded by a cluster, or needs none."""
    own: deque[tuple[HandIn, Callable[[], Landed]]] = deque()
    fresh = batch.to_send(hand_ins, cluster.assignment, own)
    while True:
        while cluster.room and (sent := next(fresh, None)):
            cluster.send(*sent)
        if answer := cluster.next(wait=not own):
            yield batch.received(*answer)
        elif own:
            one, act = own.popleft()
            yield one, act(), batch.stamp
        else:
            return


class _Batch:
    """What all the hand-ins of a class have in common while they are graded.

    ``places``: where reports go, and where hand-ins are opened.  ``played_as``: the stamps under
    which others play, or none: this machine plays.
    """

    def __init__(
        self,
        course: Course,
        places: tuple[Path, Path],
        again: bool,
        hand_ins: Sequence[HandIn],
        played_as: Sequence[Stamp] = (),
    ) -> None:
        own = stamps.stamp(course.spec.folder, course.pythons, course.mode)
        self._stamps = played_as or [own]
        self.stamp = self._stamps[0]
        # who plays elsewhere has the means, whatever this machine lacks
        self._course = replace(course, mode=self.stamp.mode) if played_as else course
        self._out, self._place = places
        self._again = again
        self.store = Store(self._out / STORE)
        self.store.enrol(map(_member, hand_ins), self.stamp, stamps.text_of(course.spec.folder))
        self._corrections = self.store.corrections()

    def grade(self, one: HandIn) -> Landed:
        """Play a hand-in, or take what the store has of it, and write its report (in a worker)."""
        if one.fault:
            return self.lost(one, one.fault)
        begun = perf_counter()
        with rooms.room(self._place) as place:
            opened = pipeline.opened(one.path, place) if one.path else _why_absent(one)
            hand_in = landing.hash_of(opened)
            folder = self._folder(one)
            if found := self._known(hand_in):
                return landing.keep(self._course, hand_in, found, self._whose(one), folder)
            return landing.play(self._course, self.stamp, opened, self._whose(one), folder, begun)

    def to_send(
        self,
        hand_ins: Sequence[HandIn],
        assignment: str,
        own: deque[tuple[HandIn, Callable[[], Landed]]],
    ) -> "Iterator[tuple[HandIn, Parcel]]":
        """What must be played elsewhere; ``own`` gets what is to be done for the others here."""
        from harness.cluster.parcels import parcel

        for one in hand_ins:
            if one.fault:
                own.append((one, partial(self.lost, one, one.fault)))
                continue
            with rooms.room(self._place) as place:
                opened = pipeline.opened(one.path, place) if one.path else _why_absent(one)
                hand_in = landing.hash_of(opened)
                known = self._known(hand_in)
                if not (known or isinstance(opened, str)):
                    sent = parcel(assignment, opened, self._whose(one))
            if known:
                own.append((one, partial(self._kept, one, hand_in)))
            elif isinstance(opened, str):
                words = self._course, self.stamp, opened, self._whose(one), self._folder(one)
                own.append((one, partial(landing.play, *words)))
            else:
                yield one, sent

    def received(self, one: HandIn, answer: "Graded | Lost") -> tuple[HandIn, Landed, Stamp]:
        """Lay down the report of what was played elsewhere."""
        from harness.cluster.parcels import Lost

        if isinstance(answer, Lost):
            return one, self.lost(one, answer.why), self.stamp
        place_files(answer.report, self._folder(one))
        return one, answer.landed, answer.stamp

    def lost(self, one: HandIn, why: str) -> Landed:
        """The harness failed over a hand-in."""
        return landing.lost(self._course, why, self._whose(one), self._folder(one))

    def _known(self, hand_in: str) -> tuple[int, Record] | None:
        """The play that the store has of a hand-in, if it tells all that the spec asks for."""
        if self._again:
            return None
        book, material = self._course.book, self._course.material
        for stamp in self._stamps:
            play = self.store.played(stamp.job(hand_in))
            if play is not None:
                found = brought(book, self.store.record(play), material)
                if not found.open:
                    return play, found.record
        return None

    def _kept(self, one: HandIn, hand_in: str) -> Landed:
        """A hand-in that the store has; looked up now, since a whole class of them is large."""
        found = self._known(hand_in)
        assert found
        return landing.keep(self._course, hand_in, found, self._whose(one), self._folder(one))

    def _whose(self, one: HandIn) -> Whose:
        return Whose(_member(one), self._corrections.get(one.name, ()))

    def _folder(self, one: HandIn) -> Path:
        return self._out / slug(one.name)


def _why_absent(one: HandIn) -> str:
    return " ".join(one.problems) or "Nothing was handed in."


def _member(one: HandIn) -> Member:
    """What is kept beside what was played; of who is absent, the problems are the reason."""
    return Member(one.name, one.handed, () if one.path is None and not one.fault else one.problems)
