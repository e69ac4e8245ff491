"""What a scripted role had to say, and could not, since nobody saw what was said to it.

Where packets cannot be looked at, a scripted role that speaks UDP keeps no datagrams: it has not
learnt what it is to send back, nor where to.  What a program does then is no answer to the story:
a client that says that it got nothing is right.
"""

from itertools import pairwise

from harness.checks.baffled import Baffled
from harness.checks.finished import Finished
from harness.checks.play import Play, Slot
from harness.checks.records import Records
from harness.checks.wording import said
from harness.model.events import STAGE


def unsaid(play: Play, records: Records, done: list[Finished]) -> list[Baffled]:
    """Since when such a role has kept silent, and why.

    That is since the beat before, in which something was to come that would have been answered.
    """
    blind = {
        event.who: event.why
        for event in records.unseen
        if event.what == "wire" and event.who != STAGE
    }
    return [
        Baffled(before.since, blind[slot.who])
        for before, beat in pairwise([*done[:1], *done])
        for slot in beat.beat.slots
        if isinstance(slot.who, str)
        and slot.who in blind
        and slot.kind in {"send", "type"}
        and _undone(play, records, slot, beat.solution.bound)
    ]


def _undone(play: Play, records: Records, slot: Slot, bound: dict[str, str]) -> bool:
    if slot.step in records.missed or slot.pattern is None:
        return slot.step in records.missed
    if slot.step in records.begun or slot.asked or slot.rounds is not None:
        return False
    try:
        said(slot.pattern, play.words, bound)
    except LookupError:
        return True
    return False
