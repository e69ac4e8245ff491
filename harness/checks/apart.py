"""What is not known of the order in which things came, on a stage without a tap.

There a scripted role tells what came to its own sockets.  What came to two of them is told in the
order in which they were read, which need not be that in which it crossed.  The order is known only

* of what crossed from one role to another, and so came to one socket;
* of what a quiet or a lull lies between: nothing came then, and all had been read;
* after what a scripted role did itself, which is told when it does it.

So a line after a ``then`` is neither met nor missed by something that may have come before what it
should come after, or behind it.  Whether it came at all is known, and so is what was printed.
"""

from harness.checks.finished import Finished
from harness.checks.match import Finder
from harness.checks.play import Expect, Play
from harness.checks.records import Channel, Records
from harness.checks.solve import Judged
from harness.checks.view import Match, View

_CROSSES = {"sends", "connects", "closes", "resets"}
_UNTOLD = "here nobody may look at packets, so it cannot be told which of two came first"


def doubted(play: Play, finder: Finder, records: Records, beat: Finished, judged: Judged) -> str:
    """Why it cannot be told whether ``judged`` came when it should; empty if it can."""
    floor = judged.view.floor
    if floor < 0 or not records.apart:
        return ""
    before = [
        other.match.channel
        for other in beat.solution.judged
        if other.match is not None and other.match.at == floor
    ]
    for option in judged.part.options:
        if option.by_now or option.verb not in _CROSSES:
            continue
        match = judged.match or _at_any_time(finder, beat, option, judged.view)
        if match is None or _rested(records, floor, match.at):
            continue
        if not all(_is_known(play, channel, match) for channel in before):
            return _UNTOLD
    return ""


def _rested(records: Records, one: int, other: int) -> bool:
    """Whether nothing came, some time between two events."""
    return any(min(one, other) < n < max(one, other) for n in records.rests)


def _at_any_time(finder: Finder, beat: Finished, option: Expect, view: View) -> Match | None:
    """What would meet a line if there were no ``then``."""
    if finder.unbound(option, view.bound):
        return None
    return finder.find(
        option, View(beat.since, view.bound, -1, view.cursors, view.typed, view.taken)
    )


def _is_known(play: Play, before: Channel, match: Match) -> bool:
    if before[0] not in _CROSSES or play.scripted(before[1]):
        return True
    return before[1:] == match.channel[1:]
