"""How long nothing has happened, in the stage's own time, and what its programs have used.

Own time leaves out every moment in which a thread of the stage, or the keeper itself, was ready to
run and had no processor: on a loaded machine it runs slower, so no bound is reached because of
others' work.  The jumps of the stage's clock (``pace``) are own time.  From the second field of
``schedstat`` (ns spent waiting to run).

Of programs that compute, silence is counted in the processor time that they used meanwhile: so one
that a disk keeps waiting, or that shares its processor, is given no less.
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

    def jump(self, seconds: float) -> None:
        """The stage's clock was moved on."""
        self.settled += seconds

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
        self._before: dict[str, float] = {}  # what each role had used at the last event
        self._own = os.open("/proc/self/schedstat", os.O_RDONLY | os.O_CLOEXEC)
        begun = time.monotonic(), self._keeper()
        self._silence, self._turn, self._scene = (_Ledger(*begun) for _ in range(3))
        self._jumped = 0.0

    @property
    def silent(self) -> float:
        """Own seconds since the last event."""
        return self._silence.own

    @property
    def computed(self) -> float:
        """Processor seconds since the last event, of the role that used most."""
        return max((self.used(role) - before for role, before in self._before.items()), default=0.0)

    @property
    def real(self) -> float:
        """Own seconds since the scene began, without the jumps of the clock."""
        return self._scene.own - self._jumped

    @property
    def turn(self) -> float:
        """Own seconds since the last action."""
        return self._turn.own

    @property
    def total(self) -> float:
        """Own seconds since the scene began."""
        return self._scene.own

    def happened(self) -> None:
        """Something happened: silence begins anew."""
        now, keeper = self._pass([])
        self._silence = _Ledger(now, keeper)
        self._before.clear()

    def acted(self) -> None:
        """An action was done: its turn, and silence, begin anew."""
        self.happened()
        self._turn = _Ledger(self._silence.since, self._silence.keeper)

    def jump(self, seconds: float) -> None:
        """The stage's clock was moved on: so much own time has passed."""
        self._jumped += seconds
        for ledger in (self._silence, self._turn, self._scene):
            ledger.jump(seconds)

    def forgive(self, seconds: float) -> None:
        """Do not count so much of the clock's jumps against the scene's own time."""
        self._jumped -= seconds
        self._scene.jump(-seconds)

    def leave_out(self) -> None:
        """The time since the last call was none of the scene's: the stage was held."""
        now, keeper = time.monotonic(), self._keeper()
        for ledger in (self._silence, self._turn, self._scene):
            ledger.close(now, keeper)

    def pass_time(self, looks: list[Look]) -> None:
        """Account for the time since the last call, given a look at every thread (or at none)."""
        self._pass(looks)

    def _pass(self, looks: list[Look]) -> tuple[float, float]:
        now, keeper = time.monotonic(), self._keeper()
        waited = self._waited(looks, now - self._looked) if looks else None
        if looks:
            self._looked = now
        for ledger in (self._silence, self._turn, self._scene):
            ledger.count(now, keeper, waited)
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
        if role not in self._before:
            self._before[role] = self.used(role)

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
