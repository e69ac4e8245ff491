"""Lines of a story that, side by side, cannot mean what they say: the same twice, or denied.

Items read a channel each for itself, so a line that says what another one said, under another
label, is met by the very message that met that one.  Where one stands below the other, a second
message is meant (a datagram that is sent again), and a program that never sends it would keep the
points.  A ``then`` between the two says so; whoever means one message writes both labels at it.

What is expected and may never happen, in the same place, no program can do: one of the two lines
is meant otherwise, or belongs behind a ``then``.

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
    for lines in _stretches(steps, words, scripted):
        before: dict[Hashable, Line] = {}
        for line in lines:
            if line.text is not None and _expected(line):
                other = before.setdefault(_said(line), line)
                if other.items != line.items:
                    yield other, line


def contradictions(
    steps: tuple[Step, ...], words: Mapping[str, Word], scripted: AbstractSet[str]
) -> Iterator[tuple[Line, Line]]:
    """Each line that must come, beside one that denies it; the lower of the two is the second."""
    for lines in _stretches(steps, words, scripted):
        before: dict[Hashable, Line] = {}
        for line in lines:
            if _expected(line) or line.mood == "never":
                other = before.setdefault(_said(line), line)
                if other.mood != line.mood:
                    yield other, line


def _expected(line: Line) -> bool:
    return line.mood == "must" and not line.by_now


def _said(line: Line) -> Hashable:
    return (line.verb, line.actors, line.objects, line.text, line.args, line.target)


def _stretches(
    steps: tuple[Step, ...], words: Mapping[str, Word], scripted: AbstractSet[str]
) -> Iterator[list[Line]]:
    """Lines with nothing between them that is done, parts them or groups others."""
    lines: list[Line] = []
    for step in steps:
        if isinstance(step, Line) and not _done(step, words, scripted):
            lines.append(step)
            continue
        yield lines
        lines = []
        if isinstance(step, Group) and step.how in _PLAIN:
            yield from _stretches(step.body, words, scripted)
    yield lines


def _done(line: Line, words: Mapping[str, Word], scripted: AbstractSet[str]) -> bool:
    """Whether the harness may do it, in some cast and row."""
    if line.verb in HARNESS_ONLY:
        return True
    for part in line.actors if line.verb in CAN_BE_DONE else ():
        actors = roles_of(part, {}, words)
        if actors is None or actors & scripted or (isinstance(part, Blank) and not actors):
            return True
    return False
