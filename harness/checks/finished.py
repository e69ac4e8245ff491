"""A beat of a story that is through, or as far as it came."""

from dataclasses import dataclass

from harness.checks.play import Beat, Slot
from harness.checks.solve import Solution


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
