"""The process beside a worker that plays: ``python -m harness.cluster.desk``, told by messages.

A message is an :class:`Assignment`, once for each, or then a :class:`Parcel` for it.  What was
prepared for an assignment is kept for all its hand-ins.
"""

from pathlib import Path
from time import perf_counter

from harness import __version__, landing, pipeline, rooms
from harness.cluster import parcels
from harness.cluster.parcels import Assignment, Graded, Misfit, Parcel, Ready
from harness.pipeline import Course
from harness.stage import aide
from harness.store import stamps
from harness.store.stamps import Stamp


class Desk:
    """What this process has prepared, in ``place``."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._prepared: dict[str, tuple[Course, Stamp]] = {}

    def answer(self, message: bytes) -> bytes:
        """Do what a message asks for."""
        asked: Assignment | Parcel = parcels.unpack(message)
        if isinstance(asked, Assignment):
            return parcels.pack(self._prepare(asked))
        return parcels.pack(self._play(asked, *self._prepared[asked.assignment]))

    def _prepare(self, asked: Assignment) -> Ready | Misfit:
        """Lay an assignment out, and see whether it can be played here as elsewhere."""
        if asked.sources != stamps.of_all():
            return Misfit(f"has another harness ({__version__}) than this one ({asked.version})")
        folder = self._place / asked.digest / asked.name
        parcels.lay(asked.files, folder)
        course = pipeline.prepare(folder)
        if course.denied:
            return Misfit(f"cannot play: {course.denied}")
        stamp = stamps.stamp(course.spec.folder, course.pythons, course.mode)
        self._prepared[asked.digest] = course, stamp
        return Ready(stamp)

    def _play(self, parcel: Parcel, course: Course, stamp: Stamp) -> Graded:
        begun = perf_counter()
        with rooms.room() as place:
            opened = parcels.unwrap(parcel, place / "submission")
            report = place / "report"
            landed = landing.play(course, stamp, opened, parcel.whose, report, begun)
            return Graded(landed, stamp, parcels.collect(report))


def main() -> None:
    """Answer until there is nothing more."""
    with rooms.room() as place:
        aide.serve(Desk(place).answer)


if __name__ == "__main__":
    main()
