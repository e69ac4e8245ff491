"""Lines of a story that look as if they were two, and are one: the same message meets both.

Items read a channel each for itself, so a line that says what another one said, under another
label, is met by the very message that met that one.  Where one stands below the other, a second
message is meant (a datagram that is sent again), and a program that never sends it would keep the
points.  A ``then`` between the two says so; whoever means one message writes both labels at it.

Noted is only what is so in every cast: whatever may be done in one begins another beat there.
Lines of different groups are let be: an order of two and one of the two may well be two items.
"""

from collections.abc import Hashable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from harness.model.spec import Blank, Group, Line, Step, Word
from harness.spec.line import CAN_BE_DONE, HARNESS_ONLY
from harness.spec.walk import roles_of

_PLAIN = frozenset({"together", "each", "repeat"})


def doubles(
    steps: tuple[Step, ...], words: Mapping[str, Word], scripted: AbstractSet[str]
) -> Iterator[tuple[Line, Line]]:
    """Each such line behind the one that it repeats; ``scripted``: who is so in any cast."""
    before: dict[Hashable, Line] = {}
    for step in steps:
        if not isinstance(step, Line) or _done(step, words, scripted):
            before = {}
            if isinstance(step, Group) and step.how in _PLAIN:
                yield from doubles(step.body, words, scripted)
        elif step.text is not None and step.mood == "must" and not step.by_now:
            said = (step.verb, step.actors, step.objects, step.text)
            other = before.setdefault(said, step)
            if other.items != step.items:
                yield other, step


def _done(line: Line, words: Mapping[str, Word], scripted: AbstractSet[str]) -> bool:
    """Whether the harness may do it, in some cast and row."""
    if line.verb in HARNESS_ONLY:
        return True
    for part in line.actors if line.verb in CAN_BE_DONE else ():
        actors = roles_of(part, {}, words)
        if actors is None or actors & scripted or (isinstance(part, Blank) and not actors):
            return True
    return False
