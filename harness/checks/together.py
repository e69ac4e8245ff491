"""Two messages that lay there unread together: which the receiver took first, nobody else can tell.

Whoever has to wait for both its clients before it receives from either finds there, when it may
begin, what the first of them has said already; the other's message is there as soon as it has
connected.  The order in which a program then takes them out of two sockets is its own.  So it is
when both have waited for its word, and speak as soon as they have it.

So a line that says in which order such messages came, and that would be met (or not be broken)
were it the other order, says nothing about the program.
"""

from dataclasses import replace

from harness.checks.along import along
from harness.checks.match import Finder
from harness.checks.play import NEVER, Expect
from harness.checks.records import Channel, Records
from harness.checks.view import View

_WHY = "both messages lay there when {} began to receive, and which it took first cannot be told"


def untold(finder: Finder, records: Records, option: Expect, view: View) -> str:
    """Why it cannot be told whether ``option`` was kept; empty if it can.

    ``view``: how things stood when its turn came; it was not met, or else broken, in that.
    """
    if option.pattern is None or not isinstance(option.actor, str):
        return ""
    said = _said(finder, records, option, view.bound)
    for one, first in said.items():
        for other, second in said.items():
            if one == other or not _lay_there(records, first, second):
                continue
            swap = {first[1]: second[1], second[1]: first[1], one: other, other: one}
            bound = {name: swap.get(value, value) for name, value in view.bound.items()}
            # how far other lines have come says nothing of a line about another order
            turned = replace(view, bound=bound, cursors={}, taken={})
            if (finder.find(option, turned) is None) == (option.mood == NEVER):
                return _WHY.format(option.actor)
    return ""


def _said(
    finder: Finder, records: Records, option: Expect, bound: dict[str, str]
) -> dict[str, tuple[Channel, str]]:
    """What the line's actor was told by each role, of what the line is about."""
    found: dict[str, tuple[Channel, str]] = {}
    roles = {who for _, who, _ in records.streams}
    values = {bound[name] for name in finder.about(option) if name in bound} - roles
    for channel, stream in records.streams.items():
        verb, who, to = channel
        if verb == "sends" and to == option.actor:
            told = [value for value in values if value in stream.text(0)]
            if told:
                found[who] = (channel, max(told, key=len))
    return found


def _lay_there(records: Records, first: tuple[Channel, str], second: tuple[Channel, str]) -> bool:
    """Whether ``first`` cannot have been read before ``second`` could come."""
    (_, one, receiver), (_, other, _) = first[0], second[0]
    sent, then = _event(records, *first), _event(records, *second)
    if sent > then:
        return False
    connected = (
        mark.n for mark in records.marks["connects"] if (mark.who, mark.to) == (other, receiver)
    )
    met = min(connected, default=-1)
    if met > sent:
        return not _was_read(records, first, met)
    # the word of one goes out after that of the other, who may have spoken in between
    words = [
        _last(records, ("sends", receiver or "", who), until)
        for who, until in ((one, sent), (other, then))
    ]
    if min(words) < 0 or any(min(words) < n < then for n in records.rests):
        return False
    return max(words) < sent or not _was_read(records, first, max(words))


def _was_read(records: Records, said: tuple[Channel, str], before: int) -> bool:
    """Whether this, and not just a name to log in with, had been read before an event."""
    (_, who, receiver), text = said
    taken = records.stream(("reads", receiver or "", who))
    if taken is None or text not in taken.text(0):
        return False
    if any(event.who == receiver and event.what == "ahead" for event in records.unseen):
        return False  # its library took it, and who knows when the program did
    at = taken.text(0).index(text)
    return taken.event(at) < before and not along(taken, at)


def _event(records: Records, channel: Channel, text: str) -> int:
    """The event that brought ``text``."""
    stream = records.streams[channel]
    return stream.event(stream.text(0).index(text) + len(text))


def _last(records: Records, channel: Channel, before: int) -> int:
    """The last event of a channel before another event, or -1."""
    stream = records.stream(channel)
    events = [event for _, _, event in stream.pieces(0)] if stream is not None else []
    return max((event for event in events if event < before), default=-1)
