"""A flat story cut into beats: a new one begins with each thing done after something expected.

And what a beat is about, so that nothing else need be looked at while it is played.
"""

from collections.abc import Iterable
from dataclasses import replace

from harness.checks.play import Beat, Order, Part, Slot


def cut(flat: Iterable[Slot | Part]) -> tuple[Beat, ...]:
    """The beats of a flat story, cut before each slot after an expectation; slots are numbered."""
    beats: list[Beat] = []
    slots: list[Slot] = []
    parts: list[Part] = []
    count = 0
    for element in flat:
        if not isinstance(element, Slot):
            parts.append(element)
            continue
        if any(not isinstance(part, Order) for part in parts):
            beats.append(Beat(tuple(slots), tuple(parts)))
            slots = []
        parts = []
        slots.append(replace(element, step=count))
        count += 1
    if slots or parts:
        beats.append(Beat(tuple(slots), tuple(parts)))
    return tuple(beats)


_MEANT = {
    "prints": {"prints", "shows"},
    "shows": {"prints", "shows"},
    # whatever a role does next ends its wait
    "lasts": {"prints", "shows", "sends", "connects", "closes", "ends"},
}


def verbs(beat: Beat) -> set[str]:
    """The verbs (see ``Records.feed``) of the events that may meet a line of ``beat``."""
    found: set[str] = set()
    for part in beat.parts:
        for line in part.options:
            found |= _MEANT.get(line.verb, {line.verb})
            if line.verb == "reads" and line.of_text:
                found.add("sends")  # which tells what was read
    return found | {"closes"} if "resets" in found else found
