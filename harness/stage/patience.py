"""How long nothing has happened, in the stage's own time, and what its programs have used.

Own time leaves out every moment in which a thread of the stage, or the keeper itself, was ready to
run and had no processor: on a loaded machine it runs slower, so no bound is reached because of
others' work.  From the second field of ``schedstat`` (ns spent waiting to run).
"""

import os
import time
from dataclasses import dataclass

from harness.stage.threads import Look


@dataclass(slots=True)
class _Ledger:
    """Own time since some moment: ``settled`` up to the last full look, ``open`` after it.

    What is open knows only how long the keeper waited.  A full look at every thread settles it: of
    the time since the last one, the longest that any of them waited is left out (they wait side by
    side), and never more than all of it.
    """

    since: float
    keeper: float
    settled: float = 0.0
    open: float = 0.0

    @property
    def own(self) -> float:
        """Own seconds so far."""
        return self.settled + self.open

    def count(self, now: float, keeper: float, waited: float | None) -> None:
        """Account for the time up to now.

        ``keeper``: all that it ever waited; ``waited``: the longest that a thread did since
        the last full look, if this is one (in seconds).
        """
        passed = now - self.since
        self.open = passed - min(passed, max(keeper - self.keeper, waited or 0.0))
        if waited is not None:
            self.close(now, keeper)

    def close(self, now: float, keeper: float) -> None:
        """Begin a new stretch of time."""
        self.settled, self.open = self.own, 0.0
        self.since, self.keeper = now, keeper


class Patience:
    """Counts own time since the last event, and processor time by role."""

    def __init__(self) -> None:
        self._runs: dict[int, tuple[float, float]] = {}
        self._looked = time.monotonic()
        self._used: dict[tuple[str, int], int] = {}
        self._own = os.open("/proc/self/schedstat", os.O_RDONLY | os.O_CLOEXEC)
        begun = time.monotonic(), self._keeper()
        self._silence, self._scene = _Ledger(*begun), _Ledger(*begun)

    @property
    def silent(self) -> float:
        """Own seconds since the last event."""
        return self._silence.own

    @property
    def total(self) -> float:
        """Own seconds since the scene began."""
        return self._scene.own

    def happened(self) -> None:
        """Something happened: silence begins anew."""
        now, keeper = self._pass([])
        self._silence = _Ledger(now, keeper)

    def leave_out(self) -> None:
        """The time since the last call was none of the scene's: the stage was held."""
        now, keeper = time.monotonic(), self._keeper()
        self._silence.close(now, keeper)
        self._scene.close(now, keeper)

    def pass_time(self, looks: list[Look]) -> None:
        """Account for the time since the last call, given a look at every thread (or at none)."""
        self._pass(looks)

    def _pass(self, looks: list[Look]) -> tuple[float, float]:
        now, keeper = time.monotonic(), self._keeper()
        waited = self._waited(looks, now - self._looked) if looks else None
        if looks:
            self._looked = now
        self._silence.count(now, keeper, waited)
        self._scene.count(now, keeper, waited)
        return now, keeper

    def close(self) -> None:
        """Let go of the file that the keeper's own time is read from."""
        os.close(self._own)

    def _keeper(self) -> float:
        """Seconds that the keeper ever waited for a processor."""
        return _runs(os.pread(self._own, 128, 0).decode())[1]

    def _waited(self, looks: list[Look], passed: float) -> float:
        """How long some thread waited for a processor in the time since the last full look.

        The kernel counts a wait when it is over.  Of a thread that waits or runs now, all that it
        did not run is taken for waiting.
        """
        before, self._runs = self._runs, {seen.thread: _runs(seen.runs) for seen in looks}
        longest = 0.0
        for seen in looks:
            ran, delayed = self._runs[seen.thread]
            ran_before, delayed_before = before.get(seen.thread, (0.0, 0.0))
            longest = max(longest, delayed - delayed_before)
            if seen.state == "R":
                longest = max(longest, passed - (ran - ran_before))
        return longest

    def use(self, role: str, seen: Look) -> None:
        """Note the processor time of one thread of a role."""
        self._used[role, seen.thread] = int(seen.runs.split()[0])

    def used(self, role: str) -> float:
        """Processor seconds that a role's threads were seen to have used, the gone ones too."""
        return sum(value for (who, _), value in self._used.items() if who == role) / 1e9

    def used_by_all(self) -> float:
        """Processor seconds of every role."""
        return sum(self._used.values()) / 1e9


def _runs(text: str) -> tuple[float, float]:
    """Seconds that a thread ran, and that it waited to run."""
    words = text.split()
    return (int(words[0]) / 1e9, int(words[1]) / 1e9) if len(words) > 1 else (0.0, 0.0)
