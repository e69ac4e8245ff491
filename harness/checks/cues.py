"""When the next thing may be done: cues and pauses, by event numbers.

A *pause* is ``Quiet``, ``Lull``, the ``patience`` limit, or that every program which was started
has exited.  Only ``Quiet`` and the programs' exit are proof that nothing more will come.
"""

from harness.model import events as ev


class Cues:
    """What the events say about whether an action has taken its full effect."""

    def __init__(self) -> None:
        self.step = -1
        self._cue = -1
        self._before = -1
        self._paused = -1
        self._proved = -1
        self._patience = -1
        self._running: set[str] = set()

    def notice(self, event: ev.Event) -> None:
        """Take notice of a pause or an exit."""
        if isinstance(event, ev.Quiet):
            self._paused = self._proved = event.n
        elif isinstance(event, ev.Lull):
            self._paused = event.n
        elif isinstance(event, ev.Limit) and event.what == "patience":
            self._paused = self._patience = event.n
        elif isinstance(event, ev.Exited):
            self._running.discard(event.who)

    def began(self, step: int, n: int, starts: str | None) -> None:
        """Action ``step`` began in event ``n``; ``starts`` is the role whose program it starts."""
        self.step = step
        self._before, self._cue = self._cue, n
        if starts is not None:
            self._running.add(starts)

    def missed(self, starts: str | None) -> None:
        """The last action was not done after all, so what was known before it still holds."""
        self._cue = self._before
        if starts is not None:
            self._running.discard(starts)

    @property
    def paused(self) -> bool:
        """True if a pause came after the last cue."""
        return self._paused > self._cue or not self._running

    @property
    def proved(self) -> bool:
        """True if it is proved that nothing more will come of the last cue."""
        return self._proved > self._cue or not self._running

    @property
    def given_up(self) -> bool:
        """True if nothing more is waited for, with proof or without."""
        return self.proved or self._patience > self._cue
