"""How much time has passed on a stage, for its bounds: by what its programs did, not by a watch.

* While programs compute, time is the processor time of the thread that used most of it.  So one
  that waits for its processor or for a disk, because the machine is busy, is given no less.
* While all sleep and a clock of the machine's own will wake some, time is time, but for what the
  keeper itself had to wait for its processor.
* The jumps of the stage's clock (``pace``) are time.  But who was woken by one has yet to do what
  it slept for, and may wait long for its processor: what lasted since then is counted apart.
* While anything is under way, or nothing can happen at all, no time passes.
* Between two judgements of a keeper that runs are some hundredths of a second.  Where there is more
  it was stopped with all that it looks at (a machine or a container was paused, a job suspended),
  and that was nobody's time: what the programs' own clocks make of it, they have yet to do.

A program whose computing cannot be seen (it lives in processes that come and go between two looks)
must not stop the time: a tenth of what a watch would say passes at the least while programs run.
"""

import contextlib
import os
import time

from harness.stage.quiet import Judgement, State
from harness.stage.threads import Look

_AT_LEAST = 0.1
_AT_ONCE = 0.5  # s between two judgements; more of it was no time


class Patience:
    """Counts a stage's time since the last event, action and its beginning; and what roles used."""

    def __init__(self) -> None:
        self.silent = 0.0  # seconds since the last event
        self.turn = 0.0  # since the last action
        self.total = 0.0  # since the scene began
        self._unmoved = 0.0  # since the stage's clock jumped last
        self._used: dict[tuple[str, int], int] = {}
        self._ran: dict[int, float] = {}
        self._own = -1  # where the kernel does not tell, what the keeper waits counts as well
        with contextlib.suppress(OSError):
            self._own = os.open("/proc/self/schedstat", os.O_RDONLY | os.O_CLOEXEC)
        self._passed = time.monotonic(), self._waited()

    def close(self) -> None:
        """Let go of the file that the keeper's own time is read from."""
        if self._own >= 0:
            os.close(self._own)

    def happened(self) -> None:
        """Something happened: silence begins anew."""
        self.silent = 0.0

    def acted(self) -> None:
        """An action was done: its turn, and silence, begin anew."""
        self.silent = self.turn = 0.0
        self._passed = time.monotonic(), self._waited()  # what doing it took is nobody's time

    def leave_out(self) -> None:
        """The time since the last judgement was none of the scene's: the stage was held."""
        self._passed = time.monotonic(), self._waited()

    def pass_time(self, judgement: Judgement) -> float:
        """Account for the time until a judgement; the seconds that passed on the stage."""
        before, self._passed = self._passed, (time.monotonic(), self._waited())
        watch = self._passed[0] - before[0] - (self._passed[1] - before[1])
        watch = min(max(0.0, watch), _AT_ONCE)
        computed = self._computed(judgement.looks) if judgement.looks else 0.0
        seconds = 0.0
        if judgement.state is State.RESTING:
            seconds = watch
        elif judgement.state is State.BUSY:
            seconds = max(computed, watch * _AT_LEAST)
        self._add(seconds)
        self._unmoved += seconds
        return seconds

    def jump(self, seconds: float) -> None:
        """The stage's clock was moved on."""
        self._add(seconds)
        self._unmoved = 0.0

    @property
    def since_a_jump(self) -> tuple[float, float]:
        """Seconds of silence, and of the turn, that lasted since the clock jumped last."""
        return min(self.silent, self._unmoved), min(self.turn, self._unmoved)

    def forgive(self, seconds: float) -> None:
        """Do not count so much of a wait in vain against the scene."""
        self.total -= seconds

    def use(self, role: str, seen: Look) -> None:
        """Note the processor time of one thread of a role."""
        self._used[role, seen.thread] = int(seen.runs.split()[0])

    def used(self, role: str) -> float:
        """Processor seconds that a role's threads were seen to have used, the gone ones too."""
        return sum(value for (who, _), value in self._used.items() if who == role) / 1e9

    def most_used(self) -> float:
        """Processor seconds of the role that has used most."""
        return max((self.used(role) for role in {who for who, _ in self._used}), default=0.0)

    def used_by_all(self) -> float:
        """Processor seconds of every role."""
        return sum(self._used.values()) / 1e9

    def _add(self, seconds: float) -> None:
        self.silent += seconds
        self.turn += seconds
        self.total += seconds

    def _waited(self) -> float:
        """Seconds that the keeper ever waited for a processor."""
        words = os.pread(self._own, 128, 0).split() if self._own >= 0 else []
        return int(words[1]) / 1e9 if len(words) > 1 else 0.0

    def _computed(self, looks: list[Look]) -> float:
        """Processor seconds since the last full look, of the thread that used most."""
        before, self._ran = self._ran, {seen.thread: seen.ran for seen in looks}
        return max((ran - before.get(one, 0.0) for one, ran in self._ran.items()), default=0.0)
