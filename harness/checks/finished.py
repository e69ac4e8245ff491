"""A beat of a story that is through, or as far as it came."""

from harness.checks.play import Beat, Slot
from harness.checks.solve import Solution
from harness.model.quick import dataclass


@dataclass(frozen=True, slots=True)
class Finished:
    """What became of it.

    Its window is the events from ``since`` to ``upto``.  ``proved``: nothing more could have come.
    ``following``: the next beat's first action that is sure to be done.
    """

    beat: Beat
    solution: Solution
    since: int
    upto: int
    proved: bool
    following: Slot | None = None
