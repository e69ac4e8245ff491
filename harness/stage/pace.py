"""How a stage's clock goes on: when nothing but the clock can end what waits, it is moved.

* The clock jumps to the earliest deadline, and wakes that one wait.  The next is woken when all is
  at rest again: so sleepers wake in the order of their deadlines, however busy the machine is.
* An action takes a moment (:data:`_MOMENT`) of the programs' time, as it would a person: what two
  programs do after equal sleeps then comes in the order in which they were started.  Whoever is to
  wake within that moment wakes before.
* A *nap* is a sleep that waits for nothing but the clock (a delay before connecting, say).  Who
  naps when it has been started has not settled yet: the next thing is not done before.  But a
  thread that has napped for the same time again and again ticks, and is not waited for; nor is one
  that naps for long.
* While a program computes, the clock goes on by what it computed (``patience``): the others' sleeps
  end beside one that polls for ever, and yet none ends because the machine was slow.
* While something waits by a clock of the kernel's that cannot be moved (a program without the
  library), the stage's clock goes as fast as that.
"""

from collections import Counter

from harness.stage import sleeps
from harness.stage.patience import Patience
from harness.stage.quiet import Judgement, State
from harness.stage.timekeeper import Due, Timekeeper

_SECOND = 1_000_000_000
_MOMENT = _SECOND // 10
_TICK = _SECOND // 1_000_000  # so much passes at the least, should nobody heed a wake-up
_SETTLING = 5.0  # s of a turn in which naps are waited for
_TICKS = 3  # naps of one length after which a thread ticks


class Pace:
    """Moves the clock of one scene (``keeper``: None where there is none to be moved)."""

    def __init__(self, keeper: Timekeeper | None, patience: Patience) -> None:
        self._keeper, self._patience = keeper, patience
        self._naps: Counter[tuple[int, int]] = Counter()
        self._act_at: int | None = None

    def act(self, judgement: Judgement) -> bool:
        """An action is due and all is at rest: whether its moment is over.

        If not, whoever wakes within it was woken; to be asked again when all is at rest.
        """
        if self._keeper is None:
            return True
        if self._act_at is None:
            self._act_at = self._keeper.now + _MOMENT
        left = (self._act_at - self._keeper.now) / _SECOND
        if judgement.dues and judgement.dues[0].deadline <= self._act_at:
            self.jump(judgement.dues, left, judgement)
            return False
        self._keeper.advance(self._act_at)
        self._patience.jump(max(left, 0.0))
        self._act_at = None
        return True

    def settled(self, judgement: Judgement) -> bool:
        """Whether nobody naps, but for those that tick or nap for long."""
        if self._keeper is None:
            return True
        left = (_SETTLING - self._patience.turn) * _SECOND
        now = self._keeper.now
        napping = _napping(judgement)
        return not any(
            due.thread in napping
            and due.deadline - now <= left
            and self._naps[due.thread, due.asked] < _TICKS
            for due in judgement.dues
        )

    def jump(self, dues: list[Due], most: float, judgement: Judgement) -> None:
        """Move the clock to the earliest deadline, but no more than so many seconds."""
        assert self._keeper is not None
        first, now = dues[0], self._keeper.now
        to = max(now, min(first.deadline, now + int(max(most, 0.0) * _SECOND)))
        self._keeper.advance(to)
        self._patience.jump(max(to - now, _TICK) / _SECOND)
        if first.deadline <= to:
            if first.thread in _napping(judgement):
                self._naps[first.thread, first.asked] += 1
            self._keeper.wake([first])

    def follow(self, judgement: Judgement, seconds: float) -> None:
        """So much time has passed on the stage, by itself: the clock goes with it.

        What the kernel has under way comes first, so no time passes then.
        """
        if self._keeper is None or judgement.state not in (State.BUSY, State.RESTING):
            return
        if not judgement.under_way:
            self._keeper.advance(self._keeper.now + int(seconds * _SECOND))
        if judgement.dues and judgement.dues[0].deadline <= self._keeper.now:
            self._keeper.wake(judgement.dues[:1])


def _napping(judgement: Judgement) -> set[int]:
    """The threads that sleep for the clock alone."""
    pairs = zip(judgement.looks, judgement.sleeps, strict=False)
    return {seen.thread for seen, sleep in pairs if sleep.far and sleep.on == sleeps.CLOCK}
