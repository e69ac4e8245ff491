"""``nothing else``: nothing came in a beat but what its lines account for.

Looked at are the terminals that the beat's lines name, and all that crosses the wire to or from
the roles that they name there.  Windows are not: what opens in one is more than a line tells.
White space is nothing, and so is punctuation around what a line matched, since bare text does not
look at it.
"""

from collections.abc import Iterator

from harness.checks.finished import Finished
from harness.checks.match import Finder
from harness.checks.play import NEVER, Expect, Play, Silence
from harness.checks.records import Channel, Records
from harness.checks.solve import Judged
from harness.checks.view import Match
from harness.checks.wording import quote
from harness.model.play import MET, UNMET, Finding

Spans = list[tuple[int, int]]


def silence(
    play: Play, records: Records, finder: Finder, beat: Finished, part: Silence
) -> list[Finding]:
    """The finding about ``part``, a line of ``beat``; none if no student's program is concerned."""
    terminals, talkers = _named(finder, beat)
    channels: list[Channel] = [("prints", who, None) for who in sorted(terminals)]
    channels += [
        channel
        for channel in records.streams
        if channel[0] == "sends" and talkers & {channel[1], channel[2] or ""}
    ]
    actors = tuple(role for role in sorted(terminals | talkers) if play.judged(role))
    if not actors:
        return []
    spans = _spans(records, beat)
    events: list[int] = []
    said: list[str] = []
    for channel in channels:
        if not play.judged(channel[1]):
            continue
        for begin, end, text in _rest(records, beat, channel, spans.get(channel, []))[:2]:
            events += records.streams[channel].events(begin, end)
            did = f"sent {channel[2]}" if channel[0] == "sends" else "printed"
            said.append(f"{channel[1]} also {did} {quote(text)}")
    return [
        Finding(
            part.step,
            part.line,
            part.source,
            part.items,
            actors,
            UNMET if said else MET,
            mood=NEVER,
            verb="nothing else",
            events=tuple(sorted(set(events))),
            expected="nothing else",
            happened="; ".join(said[:3]) or "nothing else came",
            at=min(events) if events else beat.upto,
            bounded=not said and not beat.proved,
        )
    ]


def _named(finder: Finder, beat: Finished) -> tuple[set[str], set[str]]:
    """The roles whose terminals the lines of a beat are about, and those that send or are sent."""
    terminals: set[str] = set()
    talkers: set[str] = set()
    for judged in beat.solution.judged:
        for option in judged.part.options:
            for channel, _ in finder.channels(option, judged.view.bound):
                if option.verb in {"prints", "shows"}:
                    terminals.add(channel[1])
                elif option.verb == "sends":
                    talkers |= {channel[1], channel[2] or channel[1]}
    return terminals, talkers


def _spans(records: Records, beat: Finished) -> dict[Channel, Spans]:
    """What the lines of a beat account for."""
    spans: dict[Channel, Spans] = {}
    for judged in beat.solution.judged:
        if judged.match is not None and judged.match.end and not _is_never(judged):
            for channel, begin, end in _taken(records, judged.match):
                spans.setdefault(channel, []).append((begin, end))
    return spans


def _taken(records: Records, match: Match) -> Iterator[tuple[Channel, int, int]]:
    """What a line took: of a whole terminal, that which was printed there."""
    for channel, begin, end in ((match.channel, match.begin, match.end), *match.also):
        printed = ("prints", channel[1], None)
        whole, output = records.stream(channel), records.stream(printed)
        if channel[0] != "shows" or whole is None or output is None:
            yield channel, begin, end
            continue
        for n in whole.events(begin, end):
            here, there = whole.start(n), output.start(n)
            first, last = max(begin - here, 0), min(end - here, output.start(n + 1) - there)
            if first < last:
                yield printed, there + first, there + last


def _rest(
    records: Records, beat: Finished, channel: Channel, spans: Spans
) -> list[tuple[int, int, str]]:
    """What of a channel's window no line accounts for, as ``(begin, end, text)``."""
    stream = records.stream(channel)
    if stream is None:
        return []
    at, stop = stream.start(beat.since), stream.start(beat.upto + 1)
    rest: list[tuple[int, int, str]] = []
    for first, last in [*sorted(spans), (stop, stop)]:
        text = stream.text(at, first).strip() if first > at else ""
        if text and (not spans or any(letter.isalnum() for letter in text)):
            rest.append((at, first, text))
        at = max(at, last)
    return rest


def _is_never(judged: Judged) -> bool:
    return isinstance(judged.part, Expect) and judged.part.mood == NEVER
