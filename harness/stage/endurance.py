"""How long a story waits for what may never come: in silence, and in a turn that goes on and on.

Both are bounds in the stage's own time (see ``patience``).  Nothing waits longer than what it waits
for may take: who sleeps is waited for, and what a link delays.  A turn in which one line after the
other comes is not in vain: its bound counts from the last of them, as slow as it may be.

A ``never`` is soon believed, since others may give up meanwhile who would be spoken to.  But who
sleeps and then does what it must not has done it: where nobody else waits with a limit that would
pass, the sleep is slept out, as it is for a line.  At the end of a story nobody is spoken to any
more: who waits there with a limit reaches it, too.
"""

import math

from harness.model.casting import Limits
from harness.model.play import Performance
from harness.stage.pace import Pace
from harness.stage.patience import Patience
from harness.stage.quiet import Judgement, State

TALKATIVE_LULL = 3.0  # s of own time after an action, though things happen all the time
_BEYOND_A_SLEEP = 2.0
_STILL_FOR_NEVER = 1.0  # s of the programs' time
_STILL_BETWEEN = 12.0
_PATIENCE_FOR_NEVER = 1.0
_AGAIN = 4  # times less for who was given up on before
Bounds = tuple[float, float]
"""The most seconds of silence, and of a turn."""


class Endurance:
    """The bounds of one scene.

    ``spins``: somebody was given up on while it computed.  ``came``: how long the turn had gone on
    when the last of the lines came that it is to bring.
    """

    def __init__(self, limits: Limits, pace: Pace, patience: Patience) -> None:
        self._limits, self._pace, self._patience = limits, pace, patience
        self.spins = False
        self.came = 0.0
        self._lacking = 0

    def follow(self, performance: Performance) -> None:
        """See whether something has come that the story waits for."""
        turn, lacking = self._patience.turn, performance.lacking
        if lacking < self._lacking:
            self.came = turn
        elif turn < self.came:
            self.came = 0.0  # another turn
        self._lacking = lacking

    def ticking(
        self, performance: Performance, judgement: Judgement, delay: float | None
    ) -> Bounds:
        """Where only the stage's clock can end what waits; ``delay``: of the slowest link."""
        bound, turn = _STILL_FOR_NEVER, TALKATIVE_LULL
        most = self._limits.still
        if performance.goes_on:  # who plays on does not wait until others give up
            most = min(most, _STILL_BETWEEN)
        if performance.lacking:
            bound = most
            turn = self.came + max(self._limits.turn, bound + _BEYOND_A_SLEEP)
        else:
            slept = self._patience.turn
            # at the end nobody is spoken to any more, and who gives up only shows what it does then
            until = self._pace.nap if performance.goes_on else self._pace.limit
            nap = until(judgement)
            if nap and slept + nap <= most:
                bound = self._patience.silent + nap + _STILL_FOR_NEVER
                turn = max(turn, slept + nap + _BEYOND_A_SLEEP)
        return _delayed(bound, turn, delay)

    def silence(self, judgement: Judgement, awaited: bool, delay: float | None) -> Bounds:
        """Where quiet cannot be proved; ``awaited``: something is yet to come."""
        bound, turn = _PATIENCE_FOR_NEVER, TALKATIVE_LULL
        if awaited:
            busy = judgement.state is State.BUSY
            # who computes may be ended before anybody who sleeps for long wakes or gives up
            within = self._left() if busy else math.inf
            # the clock goes no faster than the machine's: who sleeps by it has to be waited for
            asked = self._pace.longest(judgement, within)
            by_machine = judgement.longest if judgement.longest <= within else 0.0
            longest = max(by_machine, min(asked, self._limits.still))
            asleep = self._pace.asleep(judgement) if busy else 0.0
            asleep = asleep if asleep <= within else 0.0
            patience = self._whole(busy)
            # the clock goes on by what it computes, once it has computed for long; and who has not,
            # was silent for naps
            if busy and (asleep or self._pace.spun < patience):
                longest = max(longest, self._patience.silent + min(asleep, self._limits.still))
            bound = max(patience, longest + _BEYOND_A_SLEEP)
            turn = self.came + max(self._limits.turn, bound)
        return _delayed(bound, turn, delay)

    def _left(self) -> float:
        """Seconds that may be slept while somebody computes who may not compute for ever."""
        return self._limits.cpu - self._patience.most_used() - _BEYOND_A_SLEEP

    def _whole(self, busy: bool) -> float:
        """How long nothing may happen.

        Who was given up on once while it computed spins, most likely, and would spend all that it
        may compute in the silences of a long story; a person would see it play on.
        """
        whole = self._limits.patience
        return whole / _AGAIN if busy and self.spins else whole


def _delayed(bound: float, turn: float, delay: float | None) -> Bounds:
    """The same, but no less than a link delays."""
    if delay is None:
        return bound, turn
    bound = max(bound, delay + _BEYOND_A_SLEEP)
    return bound, max(turn, bound)
