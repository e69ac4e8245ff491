"""Marking a saved timeline again, by a story that may have changed since it was played.

The rules:

* What is *expected* may change at will.  What is *done* must be the same: ``script`` tells that two
  plays do the same, whatever line of the spec each thing stands in.
* A play that is followed again goes on where the recording did.  Where it would itself have waited
  (its line has not come yet, and the recording shows the next thing done, or the end, because an
  older line had come), nobody knows what waiting would have brought.  Then the replay is *apart*:
  what is met stands, what is not may be innocent, and only playing it again can tell.
* Nothing depends on which line of the spec a thing stands in, so no hash does either: what was
  found of a story that only stands further down now is ``placed`` there, and not looked for again.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from harness.checks.performance import StoryPerformance
from harness.checks.play import Expect, OneOf, Order, Play, Slot
from harness.checks.wording import names
from harness.model.events import Cue, Ended
from harness.model.play import ANSWER, MET, Finding, Outcome
from harness.model.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Replay:
    """What a timeline comes to; ``apart``: something unmet might have come, had it been awaited."""

    outcome: Outcome
    apart: bool


def replay(play: Play, timeline: Timeline) -> Replay:
    """Follow ``play`` through ``timeline``."""
    performance = StoryPerformance(play)
    apart = False
    step = ANSWER
    for event in timeline.events:
        if isinstance(event, Cue) and (event.step > step or event.step == ANSWER):
            due = performance.due()
            apart = apart or due is None or due.step != event.step
            step = max(step, event.step)
        elif isinstance(event, Ended):
            apart = apart or not performance.over
        performance.feed(event)
    outcome = performance.outcome()
    unmet = any(finding.verdict != MET for finding in outcome.findings)
    return Replay(outcome, apart and unmet)


def placed(found: tuple[Finding, ...], lines: Mapping[int, int]) -> tuple[Finding, ...]:
    """What was found, with the lines of the spec as they are now (by the story's own numbers)."""
    if all(lines.get(each.step, each.line) == each.line for each in found):
        return found
    return tuple(replace(each, line=lines.get(each.step, each.line)) for each in found)


def lines(play: Play) -> dict[int, int]:
    """Where in the spec what is expected stands, by its number in the story."""
    parts = (part for beat in play.beats for part in beat.parts)
    return {part.step: part.line for part in parts if not isinstance(part, Order)}


def digest(value: object) -> str:
    """A hash of plain data, the same in every process; of no line of the spec."""
    text = json.dumps(_plain(value), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def script(play: Play, *beside: object) -> str:
    """A hash of what ``play`` does; ``beside``: what else its scene is played with."""
    replies = {
        role: [replace(reply, line=0, source="") for reply in found]
        for role, found in play.replies.items()
    }
    done = [_bare(slot) for beat in play.beats for slot in beat.slots]
    used = {name: play.words.get(name) for slot in _slots(play) for name in _named(play, slot)}
    return digest([done, used, _learnt(play, set(used)), replies, play.windows, beside])


def _slots(play: Play) -> Iterator[Slot]:
    for beat in play.beats:
        yield from beat.slots


def _learnt(play: Play, used: set[str]) -> list[object]:
    """The expected texts from which what is said takes a value."""
    return [
        line.pattern
        for beat in play.beats
        for part in beat.parts
        for line in (part.options if isinstance(part, OneOf) else (part,))
        if isinstance(line, Expect) and used & {*names(line.pattern, play.words)}
    ]


def _bare(slot: Slot) -> Slot:
    """A slot without its place in the spec, and without what ends its rounds."""
    rounds = replace(slot.rounds, conditions=()) if slot.rounds else None
    return replace(slot, line=0, source="", rounds=rounds)


def _named(play: Play, slot: Slot) -> tuple[str, ...]:
    """The words that decide what a slot says, and to whom."""
    actors = [actor.name for actor in (slot.who, slot.to) if actor and not isinstance(actor, str)]
    found = (*names(slot.pattern, play.words), *names(slot.target, play.words))
    return (*actors, *found)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        own = [field.name for field in fields(value) if field.init]
        found = (0 if name == "line" else _plain(getattr(value, name)) for name in own)
        return [type(value).__name__, *found]
    if isinstance(value, dict):
        return [[key, _plain(part)] for key, part in value.items()]
    if isinstance(value, frozenset | set):
        return sorted(map(str, value))
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.decode("latin-1") if isinstance(value, bytes) else value
