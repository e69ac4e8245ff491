"""Findings without blame for what followed from something that was no program's doing.

It could do nothing with an answer to a question that nobody foresaw (see :mod:`.baffled`), or it
wanted what is not here (:mod:`.wanting`), or the stage could not play all of a scene, or a program
of the assignment's own broke down.
"""

from collections.abc import Mapping
from dataclasses import replace

from harness.checks.baffled import Baffled, baffled, met, sent, unreadable
from harness.checks.broken import broken
from harness.checks.play import MUST, NEVER, Play
from harness.checks.records import Records
from harness.checks.sight import not_observed
from harness.checks.wanting import wanting
from harness.model.play import UNMET, UNOBSERVABLE, UNREACHED, Finding


def excused(
    play: Play, records: Records, found: list[Finding], mute: list[Baffled]
) -> tuple[Finding, ...]:
    """The findings, without blame for what followed from an answer that was none.

    ``mute``: since when a scripted role has kept silent that should have spoken.
    """
    for event in records.unseen:
        if event.what == "stage":
            why = not_observed(event.why)
            return tuple(replace(each, verdict=UNOBSERVABLE, happened=why) for each in found)
    lost = {
        who: each
        for who in play.by
        if (each := baffled(play, records, who) or wanting(play, records, who))
    }
    blind = unreadable(play, records) + broken(play, records) + mute
    if not lost and not blind:
        return tuple(found)
    kept = []
    for finding in found:
        whys = [
            each
            for who, each in lost.items()
            if who in finding.actors or not sent(records, who, each.since, finding.at)
        ]
        whys += blind
        whys = [each for each in whys if finding.at >= each.since]
        wrong = finding.mood == MUST or any(each in mute for each in whys)
        wrong = wrong or _asks_at_once(records, finding, lost)
        short = finding.verdict == UNREACHED or (finding.verdict == UNMET and wrong)
        if short and whys:
            why = not_observed(whys[0].why)
            kept.append(replace(finding, verdict=UNOBSERVABLE, happened=why))
        else:
            kept.append(finding)
    return tuple(kept)


def _asks_at_once(records: Records, finding: Finding, lost: Mapping[str, Baffled]) -> bool:
    """Whether it should not have asked, and what it asked before anybody met it nobody foresaw."""
    return (
        finding.mood == NEVER
        and finding.verb == "asks"
        and any(who in lost and not met(records, who, finding.at) for who in finding.actors)
    )
