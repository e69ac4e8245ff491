"""A class marked again from what was recorded, by a spec that has changed; nothing is run.

The rules:

* First it is only said who gains and who loses.  Writing is a second step, all or nothing.
* A hand-in of which the recording cannot tell all that the spec asks for now keeps its grade, and
  it is said why.  Grading the class again plays just these.
* What was found by this harness and by the same story is not looked for again: points, hints and
  gates cost no look at a timeline.  Nor does a text that is found just where the old one was, until
  reports are written, in which it stands.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice
from os import sched_getaffinity
from pathlib import Path
from typing import TypeVar

from harness import followed, interpreters, marking, rooms
from harness.model.errors import CallsheetError, MachineError, UsageError
from harness.model.quick import dataclass
from harness.model.record import Correction, Record
from harness.model.result import ItemResult, Result
from harness.model.spec import Item, Spec
from harness.plan import Playbook
from harness.reports import jsonresult
from harness.reports.folder import slug, write_class, write_submission
from harness.spec import load
from harness.stage import workers
from harness.store import packing, stamps
from harness.store.database import MARKED, STORE, Landing, Standing, Store

_CHUNK = 25  # hand-ins for a worker at a time
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Moved:
    """An item that comes out otherwise; None where the rubric has or had it not."""

    item: str
    before: ItemResult | None
    after: ItemResult | None

    @property
    def gain(self) -> float:
        """The points gained, or lost."""
        return _points(self.after) - _points(self.before)


@dataclass(frozen=True, slots=True)
class Change:
    """What marking again makes of a hand-in's grade, lateness and extra credit included.

    ``open``: why it cannot be known; then it stays.  ``rule``: what the course's rules do to the
    points now, if they did something else before.
    """

    submission: str
    before: float
    after: float
    max: float
    moved: tuple[Moved, ...] = ()
    open: tuple[str, ...] = ()
    rule: str = ""

    @property
    def gain(self) -> float:
        """What the grade gains, or loses."""
        return round(self.after - self.before, 2)


class Remarking:
    """A class that was graded into ``out``, to be marked by the assignment as it is now."""

    def __init__(self, assignment: Path, out: Path, at_once: int | None = None) -> None:
        self._book = Playbook(load(assignment))
        self._out = out
        self._at_once = at_once or len(sched_getaffinity(0))
        self._store = Store(out / STORE)
        self._stamp = stamps.stamp(self._book.spec.folder, interpreters.find(), "")
        self._standings = self._store.standings()
        if not self._standings:
            raise UsageError(f"{out}: nobody was graded there yet")
        same(self._book.spec, _before(self._standings[0]), out)
        self._corrections = self._store.corrections()
        # once here, so that no worker does it for itself
        assert self._book.digests is not None

    def standing(self, submission: str) -> Standing:
        """How somebody stands.  Raises UsageError if there is no such hand-in."""
        for each in self._standings:
            if each.submission == submission:
                return each
        raise UsageError(f"{submission}: nobody of that name was graded in {self._out}")

    def changes(self, only: Iterable[str] = ()) -> list[Change]:
        """What would become of everybody, or ``only`` of these, in the order of the class."""
        return self._do(self._compare, self._chosen(only))

    def write(self, only: Iterable[str] = ()) -> None:
        """Keep the new grades and write the reports; ``only`` of these hand-ins, if any is said."""
        landings = self._do(self._write, self._chosen(only))
        self._store.land(landings, self._stamp, stamps.text_of(self._book.spec.folder))
        write_class((_before(each) for each in self._store.standings()), self._out)

    def _chosen(self, only: Iterable[str]) -> list[Standing]:
        chosen = {*only} or {each.submission for each in self._standings}
        return [each for each in self._standings if each.submission in chosen]

    def _do(
        self, act: Callable[[list[Standing]], list[Made]], standings: Sequence[Standing]
    ) -> list[Made]:
        """Do something with all of them, in as many processes as there are processors."""
        rest = iter(standings)
        chunks = []
        size = max(1, min(_CHUNK, len(standings) // self._at_once))
        while chunk := list(islice(rest, size)):
            chunks.append(chunk)
        work = ((n, partial(act, chunk)) for n, chunk in enumerate(chunks))
        done = {}
        for n, answer in workers.run(work, self._at_once):
            if isinstance(answer, workers.Failed):
                raise CallsheetError(f"marking again failed: {answer.trace or answer.why}")
            done[n] = answer
        return [one for n in range(len(chunks)) for one in done[n]]

    def _compare(self, standings: list[Standing]) -> list[Change]:
        return [self._change(each) for each in standings]

    def _change(self, standing: Standing) -> Change:
        before = _before(standing)
        if standing.play is None:
            after = self._faulty(standing, before)
        else:
            found = self._follow(standing, packing.unpack(standing.head), words=False)
            if found.open:
                worth = before.worth
                return Change(standing.submission, worth, worth, before.max, open=found.open)
            after = self._mark(standing, found.record, words=False)
        return Change(
            standing.submission,
            before.worth,
            after.worth,
            after.max,
            _moved(before, after),
            rule=_rule(before, after),
        )

    def _write(self, standings: list[Standing]) -> list[Landing]:
        return [landing for each in standings if (landing := self._landing(each))]

    def _landing(self, standing: Standing) -> Landing | None:
        """The new grade of a hand-in, its report written; None if it cannot be known."""
        job, head = "", b""
        if standing.play is None:
            result = self._faulty(standing, _before(standing))
        else:
            record = self._store.record(standing.play, standing.head)
            found = self._follow(standing, record)
            if found.open:
                return None
            result = self._mark(standing, found.record)
            head = self._found(standing, record, found.record)
            if self._as_played(standing) and found.record.whole:
                job = replace(self._stamp, mode=found.record.mode).job(standing.hand_in)
        try:
            written = write_submission(result, self._out / slug(standing.submission))
        except OSError as error:
            raise MachineError(f"{error.filename} cannot be written: {error.strerror}") from error
        as_json = jsonresult.text(jsonresult.plain(written))
        name, play = standing.submission, standing.play
        return Landing(name, standing.hand_in, MARKED, as_json, play=play, job=job, found=head)

    def _found(self, standing: Standing, before: Record, after: Record) -> bytes:
        """What this harness found in a play, to be kept if another one had found what is known.

        Else whoever has a newer harness would look at every timeline each time.  Runs that nobody
        asks for any more may be asked for again, so that a play which has such is left as it is.
        """
        keys = [[followed.run_of(take) for take in record.takes] for record in (before, after)]
        if standing.found_by == self._stamp.harness or keys[0] != keys[1]:
            return b""
        return packing.pack(marking.with_looks(self._book.spec, after)).head

    def _as_played(self, standing: Standing) -> bool:
        """Whether grading now would play it with the same harness on the same machine."""
        made = (standing.harness, standing.machine)
        return made == (self._stamp.harness, self._stamp.machine)

    def _follow(
        self, standing: Standing, record: Record, *, words: bool = True
    ) -> followed.Followed:
        known = standing.found_by == self._stamp.harness
        if not known:
            record = replace(record, looked={})
        stale = followed.stale(self._book, record, known=known, words=words)
        timelines = {}
        if stale and standing.play is not None:
            rows = self._store.timelines(standing.play)
            found = {n: packing.events(rows[n]) for n in stale}
            timelines = {n: timeline for n, timeline in found.items() if timeline is not None}
        return followed.follow(self._book, record, self._stamp.material, timelines)

    def _mark(self, standing: Standing, record: Record, *, words: bool = True) -> Result:
        spec, name = self._book.spec, standing.submission
        result = marking.mark(spec, record, name, self._of(standing), words=words)
        return marking.as_handed(spec, result, standing.member)

    def _faulty(self, standing: Standing, before: Result) -> Result:
        """The harness failed over it: there is nothing to mark but what a person decided."""
        name, why = standing.submission, before.fault or "it was not played"
        result = marking.fault(self._book.spec, name, before.mode, why, self._of(standing))
        return marking.as_handed(self._book.spec, result, standing.member)

    def _of(self, standing: Standing) -> tuple[Correction, ...]:
        return self._corrections.get(standing.submission, ())


def same(spec: Spec, was: Result, out: Path) -> None:
    """Raise UsageError if it is another assignment that was graded into ``out``."""
    if was.assignment != spec.id and not {item.id for item in was.items} & {*spec.rubric}:
        raise UsageError(f"{out}: {was.assignment} was graded there, and not {spec.id}")


Row = tuple[str, str, float | None, str]


def correct(assignment: Path, out: Path, corrections: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """Keep corrections (hand-in, item, points or None to take one back, reason) and show them.

    Returns those that changed something, and the names of those whose grade has to wait until they
    are graded again, since the spec has changed.  Raises UsageError for a name, an item or points
    that cannot be, and while a batch grades into ``out``; then none is kept.
    """
    before = Remarking(assignment, out)
    rubric = load(assignment).rubric
    for name, item, points, reason in corrections:
        before.standing(name)
        check(rubric, item, points)
        if not reason.strip():
            raise UsageError(f"{name}, {item}: a correction needs a reason")
    # a batch that is under way marks by the corrections with which it began, and writes over these
    with rooms.alone(out):
        store = Store(out / STORE)
        kept = _of_use(corrections, store.corrections())
        store.correct((*row[:3], row[3].encode("utf-8", "replace").decode()) for row in kept)
        return kept, settle(assignment, out, {name for name, *_ in kept}) if kept else []


def _of_use(corrections: Sequence[Row], known: Mapping[str, Iterable[Correction]]) -> list[Row]:
    """Without those that would take back what is not there."""
    there = {(name, one.item) for name, found in known.items() for one in found}
    kept = []
    for row in corrections:
        name, item, points, _ = row
        if points is not None or (name, item) in there:
            kept.append(row)
            there = there | {(name, item)} if points is not None else there - {(name, item)}
    return kept


def check(rubric: Mapping[str, Item], item: str, points: float | None) -> None:
    """Raise UsageError for an item that there is not, or points that it cannot have."""
    if item not in rubric:
        raise UsageError(f"{item}: no such item; there is {', '.join(rubric)}")
    if points is not None and not 0 <= points <= rubric[item].points:
        raise UsageError(f"{item}: {points:g} is not from 0 to {rubric[item].points:g} points")


def settle(assignment: Path, out: Path, names: Collection[str]) -> list[str]:
    """Write the grades and reports of hand-ins that were corrected.

    Returns the names of those that have to wait until they are graded again.
    """
    after = Remarking(assignment, out)
    after.write(names)
    # of these alone: a class whose spec has changed takes half a minute to follow anew
    return sorted(each.submission for each in after.changes(names) if each.open)


def _before(standing: Standing) -> Result:
    return jsonresult.load(json.loads(standing.result))


def _moved(before: Result, after: Result) -> tuple[Moved, ...]:
    old = {item.id: item for item in before.items}
    new = {item.id: item for item in after.items}
    pairs = ((name, old.get(name), new.get(name)) for name in dict.fromkeys((*new, *old)))
    return tuple(Moved(*pair) for pair in pairs if _said(pair[1]) != _said(pair[2]))


def _rule(before: Result, after: Result) -> str:
    old = before.standing.note if before.standing else ""
    new = after.standing.note if after.standing else ""
    return (new or "nothing is taken off any more") if new != old else ""


def _said(item: ItemResult | None) -> tuple[object, ...]:
    return (item.points, item.max, item.verdict) if item else ()


def _points(item: ItemResult | None) -> float:
    return item.points if item else 0.0
