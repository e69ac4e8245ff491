"""Marking a saved timeline again, by a story that may have changed since it was played.

The rules:

* What is *expected* may change at will.  What is *done* must be the same, which a hash tells (see
  :mod:`.digests`).
* A play that is followed again goes on where the recording did.  Where it would itself have waited
  (its line has not come yet, and the recording shows the next thing done, or the end, because an
  older line had come), nobody knows what waiting would have brought.  Then the replay is *apart*:
  what is met stands, what is not may be innocent, and only playing it again can tell.
* Nothing depends on which line of the spec a thing stands in: what was found of a story that only
  stands further down now is ``placed`` there, and not looked for again.
"""

from collections.abc import Mapping
from dataclasses import replace

from harness.checks.performance import StoryPerformance
from harness.checks.play import Order, Play
from harness.model.events import Cue, Ended
from harness.model.play import ANSWER, MET, Finding, Outcome
from harness.model.quick import dataclass
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
