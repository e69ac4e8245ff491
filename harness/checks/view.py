"""What meets a line, and what is left of the events for the lines after it."""

from dataclasses import field

from harness.checks.play import Expect, Pattern
from harness.checks.records import WINDOW, Channel
from harness.model.quick import dataclass

Cursor = tuple[Channel, tuple[str, ...]]
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """What met a line: ``at`` is the event that completed it, ``events`` all that took part.

    ``begin`` and ``end`` are offsets in the channel's stream (0 for what is no text); ``bound``
    holds all blanks as bound after it.  ``also``: where else it says the same, as (channel, begin,
    end).
    """

    channel: Channel
    at: int
    events: tuple[int, ...]
    bound: dict[str, str]
    begin: int = 0
    end: int = 0
    detail: str = ""
    also: tuple[tuple[Channel, int, int], ...] = ()


@dataclass(slots=True)
class View:
    """What a line may be met by: events from ``since`` on, later than ``floor``.

    ``cursors`` tells, for each channel and labels, how far earlier lines have come: an offset in
    its stream, or an event number.  ``typed``: the event in which the beat last typed at a
    role's keyboard, or started it.  ``taken``: what lines with these labels and this text have
    taken of a role's windows.  ``wake``: the first event after the beat before was finished, if
    that is known.
    """

    since: int
    bound: dict[str, str]
    floor: int = -1
    cursors: dict[Cursor, int] = field(default_factory=dict)
    typed: dict[str, int] = field(default_factory=dict)
    taken: dict[tuple[Cursor, Pattern | None], Spans] = field(default_factory=dict)
    wake: int | None = None

    def opens(self, *, once: bool) -> int:
        """The first event that counts; ``once``: for what cannot come a second time."""
        return self.since if self.wake is None or not once else min(self.wake, self.since)

    def take(self, expect: Expect, match: Match) -> None:
        """Note what ``expect`` took: later lines with its labels come after it, or beside it."""
        all_of_it = ((match.channel, match.begin, match.end or match.at), *match.also)
        for channel, begin, end in all_of_it:
            cursor = (channel, expect.items)
            if channel[0] == WINDOW:
                before = self.taken.get((cursor, expect.pattern), ())
                self.taken[cursor, expect.pattern] = (*before, (begin, end))
            else:
                self.cursors[cursor] = end
