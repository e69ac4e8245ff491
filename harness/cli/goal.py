"""When a job is green: full marks, or what an instructor asks for instead.

The exit code is that of every other command.  With a goal, lost points are no failure where the
goal is met: a share of the points, named items, or both.  What was not decided is counted for
neither side: if the goal hangs on it, the job says that something could not be judged.  A fault of
ours is never green.
"""

import argparse
from collections.abc import Iterable

from harness.cli import common
from harness.model.errors import UsageError
from harness.model.quick import dataclass
from harness.model.result import PASS, Result
from harness.reports.words import LOST, UNDECIDED


@dataclass(frozen=True, slots=True)
class Goal:
    """``share``: percent of the points without extra credit; ``items`` that must pass."""

    share: float | None = None
    items: tuple[str, ...] = ()


def goal_of(arguments: argparse.Namespace) -> Goal:
    """What the command line asks for."""
    named = ",".join(arguments.require).split(",")
    return Goal(arguments.pass_at, tuple(filter(None, (name.strip() for name in named))))


def check(goal: Goal, items: Iterable[str]) -> None:
    """Raise UsageError if the goal names an item that students do not see, or that is none."""
    known = list(items)
    wrong = [name for name in goal.items if name not in known]
    if wrong:
        raise UsageError(f"--require: no item '{wrong[0]}' is shown; there is {', '.join(known)}")


def exit_code(result: Result, goal: Goal) -> int:
    """The exit code of a job that asks for ``goal``."""
    code = common.exit_code([result])
    if code == common.HARNESS_FAILED or goal == Goal():
        return code
    found = {_of_item(result, name) for name in goal.items}
    if goal.share is not None:
        found.add(_of_share(result, goal.share))
    for worst in (common.POINTS_LOST, common.NOT_JUDGED):
        if worst in found:
            return worst
    return common.FULL_MARKS


def _of_item(result: Result, name: str) -> int:
    verdict = next(item.verdict for item in result.items if item.id == name)
    if verdict in LOST:
        return common.POINTS_LOST
    return common.FULL_MARKS if verdict == PASS else common.NOT_JUDGED


def _of_share(result: Result, percent: float) -> int:
    main = [item for item in result.items if not item.extra]
    sure = sum(item.points for item in main if item.verdict not in UNDECIDED)
    open_ = sum(item.max for item in main if item.verdict in UNDECIDED)
    asked = percent / 100 * result.max - 1e-6  # sums of cents are not exact
    if sure >= asked:
        return common.FULL_MARKS
    return common.NOT_JUDGED if sure + open_ >= asked else common.POINTS_LOST
