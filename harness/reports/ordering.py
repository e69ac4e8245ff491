"""Events in the order in which they must have been, where they were noticed in another one.

The stage looks at one thing after another: that a socket was read, and what stands on a terminal,
is found a little later than what crossed the wire.  Nothing can be known of most of these orders.
Two are certain, and a diagram that showed them the other way round would be untrue:

* Who prints or sends a message that it was sent has read it before.
* An error that ends a program is printed before its connections end with it.
"""

from collections.abc import Collection, Sequence

from harness.model import events as ev

Placed = tuple[int, ev.Event]
"""(number of the event that it stands at, the event)"""

_LEAST = 2  # bytes of a message by which it is known again
_TRACEBACK = b"Traceback (most recent call last)"


def ordered(events: Sequence[ev.Event], shown: Collection[int] = ()) -> list[Placed]:
    """All ``events``; ``shown``: the numbers of those that are seen though they are hidden."""
    found = [(event.n, event) for event in events]
    for event in events:
        if isinstance(event, ev.Read) and event.n in shown:
            _moved(found, [event], _told_by(events, event))
        elif isinstance(event, ev.Exited) and event.code not in {0, None}:
            closed, printed = _last_words(events, event)
            _moved(found, printed, closed)
    return found


def _moved(found: list[Placed], late: Sequence[ev.Event], before: ev.Event | None) -> None:
    """Put ``late`` right before an event, if there is one."""
    if before is None or not late:
        return
    numbers = {event.n for event in late}
    found[:] = [placed for placed in found if placed[1].n not in numbers]
    at = next(n for n, placed in enumerate(found) if placed[1] is before)
    found[at:at] = [(found[at][0], event) for event in late]


def _told_by(events: Sequence[ev.Event], read: ev.Read) -> ev.Event | None:
    """The first thing that whoever read did with the message before the read was noticed."""
    before = [event for event in events if event.n < read.n]
    sent = [e for e in before if isinstance(e, ev.Sent) and (e.who, e.to) == (read.of, read.who)]
    said = sent[-1].data.strip() if sent else b""
    if len(said) < _LEAST:
        return None
    did = (
        e for e in before
        if isinstance(e, ev.Printed | ev.Sent) and e.who == read.who and e.n > sent[-1].n
    )  # fmt: skip
    return next((e for e in did if said in e.data), None)


def _last_words(
    events: Sequence[ev.Event], end: ev.Exited
) -> tuple[ev.Event | None, list[ev.Event]]:
    """The first connection that ended with a program, and what it had printed by then."""
    own = [e for e in events if e.who == end.who and e.n < end.n]
    last = max((e.n for e in own if not isinstance(e, ev.Closed | ev.Printed)), default=-1)
    closed = [e for e in own if isinstance(e, ev.Closed) and e.n > last]
    others = {e.who for e in events} - {e.to for e in closed}
    # what came on another connection since then may have been answered before the error
    came = (e.n for e in events if isinstance(e, ev.Sent) and e.to == end.who and e.who in others)
    given = max((n for n in came if n < end.n), default=-1)
    closed = [e for e in closed if e.n > given]
    printed = [e for e in own if isinstance(e, ev.Printed) and closed and e.n > closed[0].n]
    if _TRACEBACK not in b"".join(e.data for e in printed):
        return None, []
    return closed[0], list(printed)
