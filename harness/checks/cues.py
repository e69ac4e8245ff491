"""When the next thing may be done: cues and pauses, by event numbers.

A *pause* is ``Quiet``, ``Lull``, or the limit of patience or of a turn.  Only ``Quiet`` is proof
that nothing more will come: what a program sent may still be on its way when it has exited.
"""

from harness.model import events as ev

PAUSES = frozenset({ev.Quiet, ev.Lull, ev.Limit})
"""The events that may be a pause."""


class Cues:
    """What the events say about whether an action has taken its full effect."""

    def __init__(self) -> None:
        self.step = -1
        self._cue = -1
        self._before = -1
        self._paused = -1
        self._proved = -1
        self._patience = -1

    def notice(self, event: ev.Event) -> None:
        """Take notice of a pause."""
        if isinstance(event, ev.Quiet):
            self._paused = self._proved = event.n
        elif isinstance(event, ev.Lull):
            self._paused = event.n
        elif isinstance(event, ev.Limit) and event.what in {"patience", "turn"}:
            self._paused = self._patience = event.n

    def began(self, step: int, n: int) -> None:
        """Action ``step`` began in event ``n``."""
        self.step = step
        self._before, self._cue = self._cue, n

    def answered(self, n: int) -> None:
        """Something was typed at a question in event ``n``: its effect, too, is waited for."""
        self._before, self._cue = self._cue, n

    def missed(self) -> None:
        """The last action was not done after all, so what was known before it still holds."""
        self._cue = self._before

    @property
    def cue(self) -> int:
        """The event in which the last thing was done; -1 if nothing was."""
        return self._cue

    @property
    def paused(self) -> bool:
        """True if a pause came after the last cue, or nothing has been done yet."""
        return self._paused > self._cue or self._cue < 0

    @property
    def proved(self) -> bool:
        """True if it is proved that nothing more will come of the last cue."""
        return self._proved > self._cue

    @property
    def given_up(self) -> bool:
        """True if nothing more is waited for, with proof or without."""
        return self.proved or self._patience > self._cue
