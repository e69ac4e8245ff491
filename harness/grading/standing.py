"""From a score to the grade that goes out: extra credit, then lateness.

The order: score and extra credit are added, bounded by ``most``, and lateness comes off last; so
extra credit beyond the bound cannot pay for a late day.  Where it is not known how late a hand-in
is, nothing is taken off and a person is told: no point is lost to a guess.
"""

import math
from dataclasses import replace

from harness.model.handin import Handed
from harness.model.policy import Late, Policy, Standing
from harness.model.result import Result

_DAY = 86400.0


def stand(
    score: float, extra: float, most: float, handed: Handed | None, policy: Policy
) -> Standing:
    """The grade for ``score`` of ``most`` points and ``extra`` on top."""
    if handed and handed.absent:
        return Standing(0.0, note="Nothing was handed in.")
    total = score + extra
    if policy.most is not None:
        # the bound is for extra credit; no score of the rubric itself is above 100 %
        total = min(total, max(policy.most * most / 100, 0.0))
    total = round(total, 2)
    late = policy.late
    if late is None or handed is None or not handed.late:
        return Standing(total)
    if handed.seconds_late is None:
        note = "Late, and it is not known by how much: nothing was taken off."
        return Standing(total, note=note, certain=False)
    days = days_late(handed.seconds_late, late)
    if days == 0:
        return Standing(total)
    return _late(total, most, days, late)


def standing(result: Result, policy: Policy) -> Result:
    """``result`` with its grade under ``policy``; an earlier one is replaced."""
    handed, note = result.handed, ""
    if handed and handed.absent and any(item.corrected for item in result.items):
        # a person has seen what did not come this way
        handed, note = None, "Nothing was handed in; a person gave the points."
    found = stand(result.score, result.extra, result.max, handed, policy)
    if note:
        found = replace(found, note=note)
    return replace(result, standing=found)


def days_late(seconds: float, late: Late) -> int:
    """Days that count: those begun since the end of the grace."""
    return max(0, math.ceil((seconds - late.grace) / _DAY))


def _late(total: float, most: float, days: int, late: Late) -> Standing:
    a_day = late.per_day * most / 100 if late.percent else late.per_day
    # lateness brings nobody below the floor, and nobody up to it
    floor = min(total, late.floor * most / 100)
    points = round(max(total - days * a_day, floor, 0.0), 2)
    taken = round(total - points, 2)
    when = f"{days} day{'' if days == 1 else 's'} late"
    return Standing(points, taken, f"{when}: {taken:g} of {total:g} points were taken off.")
