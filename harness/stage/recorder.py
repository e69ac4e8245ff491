"""One writer, one clock: everything that happens on a stage becomes an event here."""

import time
from collections.abc import Callable
from typing import Any

from harness.model.events import STAGE, Asked, Event, Unseen
from harness.stage.timekeeper import Timekeeper


class Recorder:
    """Numbers and times events, and tells ``listener`` of each as it is written.

    ``caused``: how many of them programs or actions have brought about.  It is asked at each tick
    of a clock, of which a scene may have thousands, and so it is not counted anew each time.
    """

    def __init__(self, listener: Callable[[Event], None]) -> None:
        self.events: list[Event] = []
        self.caused = 0
        self._listener = listener
        self._start = time.monotonic_ns()
        self._keeper: Timekeeper | None = None
        self._first = 0
        self._blind: set[tuple[str, str]] = set()

    def follow(self, keeper: Timekeeper) -> None:
        """Take the programs' time from a clock that the stage moves."""
        self._keeper, self._first = keeper, keeper.now

    def add(self, kind: type[Event], who: str, **values: Any) -> None:
        """Write one event of ``kind``; ``values`` are its own fields."""
        at = time.monotonic_ns() - self._start
        clock = self._keeper.now - self._first if self._keeper else at
        event = kind(n=len(self.events), at=at, clock=clock, who=who, **values)
        self.events.append(event)
        self.caused += who != STAGE and kind is not Asked
        self._listener(event)

    def unseen(self, what: str, why: str, who: str = STAGE) -> None:
        """Write down, once, that something (of one role) cannot be observed from here on."""
        if (what, who) not in self._blind:
            self._blind.add((what, who))
            self.add(Unseen, who, what=what, why=why)
