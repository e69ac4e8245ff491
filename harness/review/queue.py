"""What there is to judge, in the order in which it is shown.  Pure.

A *task* is one item of one hand-in.  It is *open* while only a person can decide it, or a person
should look at it, and none has; confirming what the harness proposes is a decision like any other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from harness.grading.rubric import corrected_by
from harness.model.quick import dataclass
from harness.model.record import Correction
from harness.model.result import FAULT, PENDING, SOMETIMES, UNOBSERVABLE, ItemResult, Result

BY_SUBMISSION, BY_ITEM = "submission", "item"
OPEN, ASKED, ALL = "open", "asked", "all"
_FOR_A_PERSON = frozenset({FAULT, PENDING, SOMETIMES, UNOBSERVABLE})


@dataclass(frozen=True, slots=True)
class Task:
    """An item of a hand-in: as the harness ``found`` it, and as it stands ``now``."""

    submission: str
    found: ItemResult
    now: ItemResult

    @property
    def key(self) -> tuple[str, str]:
        """What names it."""
        return self.submission, self.found.id

    @property
    def decided(self) -> bool:
        """Whether a person has decided it."""
        return self.now.corrected is not None

    @property
    def asked(self) -> bool:
        """Whether a person is to look at it."""
        return self.found.review or self.found.verdict in _FOR_A_PERSON

    @property
    def open(self) -> bool:
        """Whether it waits for a person."""
        return self.asked and not self.decided


def tasks(results: Iterable[Result], corrections: Mapping[str, Sequence[Correction]]) -> list[Task]:
    """Every item of every hand-in of which there is something to see."""
    found = []
    for result in results:
        if result.handed is not None and result.handed.absent:
            continue
        decided = {one.item: one for one in corrections.get(result.submission, ())}
        for item in result.items:
            before = as_found(item)
            one = decided.get(item.id)
            now = before if one is None else corrected_by(before, one)
            found.append(Task(result.submission, before, now))
    return found


def as_found(item: ItemResult) -> ItemResult:
    """An item without what a person had decided when it was last written down."""
    if item.corrected is None:
        return item
    was = item.corrected
    return replace(
        item, points=was.points, verdict=was.verdict, note="", corrected=None, review=True
    )


def shown(
    all_tasks: Iterable[Task], order: str, which: str, keep: tuple[str, str] | None = None
) -> list[Task]:
    """The tasks to go through.

    ``order``: one hand-in after another, or one item across the class; ``which``: those that are
    open, those a person is asked for, or all.  ``keep``: one that stays, whatever it is.
    """
    wanted = [
        task
        for task in all_tasks
        if which == ALL
        or task.key == keep
        or (task.open if which == OPEN else task.asked or task.decided)
    ]
    if order == BY_ITEM:
        places: dict[str, int] = {}
        for task in wanted:
            places.setdefault(task.found.id, len(places))
        wanted.sort(key=lambda task: places[task.found.id])
    return wanted


def beside(chosen: Sequence[Task], key: tuple[str, str]) -> tuple[Task | None, Task | None]:
    """The tasks before and after one."""
    keys = [task.key for task in chosen]
    if key not in keys:
        return None, chosen[0] if chosen else None
    place = keys.index(key)
    before = chosen[place - 1] if place else None
    return before, chosen[place + 1] if place + 1 < len(chosen) else None
