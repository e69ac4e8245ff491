"""How long nothing has happened, in the stage's own time, and what its programs have used.

Own time leaves out every moment in which a thread of the stage, or the keeper itself, was ready to
run and had no processor: on a loaded machine it runs slower, so no bound is reached because of
others' work.  From the second field of ``schedstat`` (ns spent waiting to run).
"""

import time

from harness.stage.threads import Look, read


class Patience:
    """Counts own time since the last event, and processor time by role."""

    def __init__(self) -> None:
        self._delays: dict[int, int] = {}
        self._used: dict[tuple[str, int], int] = {}
        self._last = time.monotonic()
        self._keeper = _delay(read("/proc/self/schedstat"))
        self._passed = self._waited = 0.0
        self._before = 0.0

    @property
    def silent(self) -> float:
        """Own seconds since the last event."""
        return max(0.0, self._passed - self._waited)

    @property
    def total(self) -> float:
        """Own seconds since the scene began."""
        return self._before + self.silent

    def happened(self) -> None:
        """Something happened: silence begins anew."""
        self.pass_time([])
        self._before += self.silent
        self._passed = self._waited = 0.0

    def leave_out(self) -> None:
        """The time since the last call was none of the scene's: the stage was held."""
        self._last = time.monotonic()

    def pass_time(self, looks: list[Look]) -> None:
        """Account for the time since the last call, given a look at every thread (or at none)."""
        now = time.monotonic()
        self._passed += now - self._last
        self._last = now
        keeper = _delay(read("/proc/self/schedstat"))
        waits = [keeper - self._keeper]
        self._keeper = keeper
        for seen in looks:
            delay = _delay(seen.runs)
            waits.append(delay - self._delays.get(seen.thread, 0))
            self._delays[seen.thread] = delay
        # Threads wait for a processor side by side: the longest of them is what was lost.
        self._waited += max(waits) / 1e9

    def use(self, role: str, seen: Look) -> None:
        """Note the processor time of one thread of a role."""
        self._used[role, seen.thread] = int(seen.runs.split()[0])

    def used(self, role: str) -> float:
        """Processor seconds that a role's threads were seen to have used, the gone ones too."""
        return sum(value for (who, _), value in self._used.items() if who == role) / 1e9

    def used_by_all(self) -> float:
        """Processor seconds of every role."""
        return sum(self._used.values()) / 1e9


def _delay(runs: str) -> int:
    words = runs.split()
    return int(words[1]) if len(words) > 1 else 0
