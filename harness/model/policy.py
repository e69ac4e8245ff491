"""The rules of a course on top of the rubric: lateness, and how far extra credit reaches."""

from harness.model.quick import dataclass


@dataclass(frozen=True, slots=True)
class Late:
    """What lateness costs.

    ``grace``: seconds after the due time that cost nothing; days are counted from its end, and a
    day that has begun counts whole.  ``per_day``: what a day costs, in points, or with ``percent``
    in per cent of the assignment's points.  ``floor``: per cent of these below which lateness
    brings nobody; who earned less keeps it.
    """

    per_day: float
    percent: bool = True
    grace: float = 0.0
    floor: float = 0.0


@dataclass(frozen=True, slots=True)
class Policy:
    """``late``: None, and lateness costs nothing.

    ``most``: the most that score and extra credit can be together, in per cent of the assignment's
    points; None: no bound.
    """

    late: Late | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """The grade that leaves the house: ``points``, after ``taken`` off for lateness.

    ``note``: a sentence on what was done to the score, or empty.  ``certain`` is false where the
    policy needs what is not known (how late); nothing is taken off then.
    """

    points: float
    taken: float = 0.0
    note: str = ""
    certain: bool = True
