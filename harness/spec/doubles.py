"""Lines of a story that look as if they were two, and are one: the same message meets both.

Items read a channel each for itself, so a line that says what another one of its beat said, under
another label, is met by the very message that met that one.  Whoever writes it means that it comes
a second time (a datagram that is sent again), and a program that never does would keep the points.
A ``then`` between the two says so; whoever means one message writes both labels in front of it.

Only what is so in every cast is noted: whatever may be done in one begins another beat there.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from harness.model.spec import Line, Word
from harness.spec.line import CAN_BE_DONE, HARNESS_ONLY
from harness.spec.walk import Stop, mentioned, roles_of


def doubles(
    stops: Iterable[Stop], words: Mapping[str, Word], scripted: AbstractSet[str]
) -> Iterator[tuple[Line, Line]]:
    """Each such line behind the one that it repeats; ``scripted``: who is so in any cast."""
    before: dict[Hashable, Line] = {}
    for stop in stops:
        line = stop.step
        if not isinstance(line, Line) or _done(stop, line, words, scripted):
            before = {}
        elif line.text is not None and line.mood == "must" and not (line.by_now or stop.loose):
            given = tuple(stop.env.get(name) for name in mentioned(line))
            other = before.setdefault(
                (line.verb, line.actors, line.objects, line.text, given), line
            )
            if other.items != line.items:
                yield other, line


def _done(stop: Stop, line: Line, words: Mapping[str, Word], scripted: AbstractSet[str]) -> bool:
    if line.verb in HARNESS_ONLY:
        return True
    actors = {one for part in line.actors for one in roles_of(part, stop.env, words) or ()}
    return line.verb in CAN_BE_DONE and bool(actors & scripted)
