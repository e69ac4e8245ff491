"""Stories that every hand-in of a class plays, gone through once where the worlds are made.

A world is a fork of the process that grades, and ends with its hand-in; so does what the checks
have made there of a story's patterns (see :mod:`harness.checks.known`).  A story that two hand-ins
have met is therefore followed once more in that process, by what was recorded: all later worlds
find it there.  A single hand-in would not gain by it, so it never pays.
"""

from collections import Counter
from collections.abc import Iterable

from harness.model.play import MET
from harness.stage.pool import Played

_WORTH = 2  # hand-ins that met a story: there will be more


class Rehearsal:
    """What one process has rehearsed."""

    def __init__(self) -> None:
        self._met: Counter[tuple[str, str, str]] = Counter()

    def learn(self, played: Iterable[Played]) -> None:
        """Take notice of what one hand-in has played."""
        for each in played:
            job = each.order.job
            if job.run == 1 and all_met(each):
                story = job.scene, job.cast, job.row
                self._met[story] += 1
                if self._met[story] == _WORTH:
                    _follow(each)


def all_met(played: Played) -> bool:
    """Whether a run has met every line of its story."""
    return played.outcome is not None and all(
        finding.verdict == MET for finding in played.outcome.findings
    )


def _follow(played: Played) -> None:
    performance = played.order.performance()
    for event in played.recording.timeline.events:
        performance.feed(event)
    performance.outcome()
