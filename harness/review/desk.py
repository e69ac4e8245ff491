"""What the page reads and writes: the class as it was graded, and what people decide about it.

A decision is a correction in the store, kept before the page says so; so nothing is lost whatever
happens to the page, its server or the machine, and two tabs see each other's.  Grades and reports
follow when the review ends, by what ``remark`` does.  A batch marks by the corrections with which
it began, and writes over what came meanwhile: while one grades there, nothing is decided.
"""

import json
import threading
from pathlib import Path

from harness import rooms
from harness.model.errors import UsageError
from harness.model.quick import dataclass
from harness.model.record import Source
from harness.model.result import Result
from harness.remark import check, same, settle
from harness.reports import jsonresult
from harness.review.queue import Task, tasks
from harness.spec import load
from harness.store import packing
from harness.store.database import STORE, Standing, Store


class MeanwhileError(Exception):
    """Somebody has decided the item since the page was made."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person says: ``points`` (None: as it was found) and why."""

    points: float | None
    reason: str


class Desk:
    """One class on the desk.  Raises UsageError if nobody was graded in ``out``."""

    def __init__(self, assignment: Path, out: Path) -> None:
        self.spec = load(assignment)
        self.out = out
        self._assignment = assignment
        self._store = Store(out / STORE)
        self._standings: dict[str, Standing] = {
            each.submission: each for each in self._store.standings()
        }
        if not self._standings:
            raise UsageError(f"{out}: nobody was graded there yet")
        self._results: dict[str, Result] = {
            name: jsonresult.load(json.loads(each.result)) for name, each in self._standings.items()
        }
        same(self.spec, next(iter(self._results.values())), out)
        self._touched: set[str] = set()
        self._writing = threading.Lock()

    def tasks(self) -> list[Task]:
        """Everything, with what is decided by now, whoever decided it."""
        return tasks(self._results.values(), self._store.corrections())

    def result(self, submission: str) -> Result:
        """How a hand-in was graded.  Raises KeyError."""
        return self._results[submission]

    def sources(self, submission: str) -> dict[str, tuple[Source, ...]]:
        """The files of each role, its main file first, as they were when it was graded."""
        standing = self._standings[submission]
        return {} if standing.play is None else packing.unpack(standing.head).sources

    def decide(
        self, submission: str, item: str, decision: Decision, seen: Decision | None
    ) -> Decision | None:
        """Keep a decision.  Returns the one that it replaces.

        ``seen``: the one that stood there when the page was made.  Raises UsageError for what
        cannot be, or while a batch is grading, MeanwhileError if another stands there by now.
        """
        if submission not in self._results:
            raise UsageError(f"{submission}: nobody of that name was graded")
        check(self.spec.rubric, item, decision.points)
        with self._writing, rooms.alone(self.out):
            known = self.known(submission, item)
            if known != seen:
                raise MeanwhileError
            reason = decision.reason.encode("utf-8", "replace").decode().strip()
            row = (submission, item, decision.points, reason or "looked at by a person")
            self._store.correct([row])
            self._touched.add(submission)
        return known

    def known(self, submission: str, item: str) -> Decision | None:
        """What a person has decided about an item by now."""
        standing = self._store.corrections().get(submission, ())
        found = [one for one in standing if one.item == item]
        return Decision(found[0].points, found[0].reason) if found else None

    def finish(self) -> tuple[int, list[str]]:
        """Write the grades and reports of all that were decided.

        Returns of how many hand-ins, and the names of those that have to wait until they are graded
        again, since the spec has changed.  Raises UsageError while a batch is grading.
        """
        with self._writing, rooms.alone(self.out):
            touched, self._touched = self._touched, set()
            return len(touched), settle(self._assignment, self.out, touched) if touched else []
