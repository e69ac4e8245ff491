"""A timeline as the few steps that a person wants to see, in order.

What a diagram leaves out: cues, that a program asks for input, what it reads, and quiet in the
middle of a scene - unless one of these is where the story broke.  What it puts together: prints of
one role with nothing in between (a program writes a line in many pieces), texts of its windows that
came together, and floods.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from harness.model import events as ev
from harness.model.signals import signal_told
from harness.model.timeline import Timeline
from harness.reports.ordering import ordered
from harness.reports.readable import decode, screen
from harness.reports.shorter import shortened
from harness.reports.step import Step

Missing = tuple[int, str, str, str]
"""(event number after which it was expected, who, to whom or '', what was expected)"""

# Python's way to an error: its last line says more than there is room for
_TRACEBACK = re.compile(
    r"^(Traceback \(most recent call last\):)\n(?:[ \t].*\n)+(?=\S)", re.MULTILINE
)
_LAST_WORDS = r"\1 …\n"
_JUMP = 500_000_000  # ns; less is what an action takes, or a poll


def lanes(timeline: Timeline, missing: Iterable[Missing] = ()) -> tuple[str, ...]:
    """The roles that took part, in the order in which a diagram shows them.

    A role that talks to several others stands in their middle, as on a blackboard.
    """
    talks: dict[str, set[str]] = {}
    for event in timeline.events:
        to = getattr(event, "to", "")
        if event.who != ev.STAGE:
            talks.setdefault(event.who, set()).update({to} - {""})
        if to:
            talks.setdefault(to, set()).add(event.who)
    for _, who, to, _ in missing:
        if who and who != ev.STAGE:
            talks.setdefault(who, set()).update({to} - {""})
    known = [role for role in timeline.by if role in talks]
    order = known + [role for role in talks if role not in known]
    hub = max(order, key=lambda role: len(talks[role] - {role}), default=None)
    if hub is not None and len(talks[hub] - {hub}) > 1:
        order.remove(hub)
        order.insert((len(order) + 1) // 2, hub)
    return tuple(order)


def steps(
    timeline: Timeline, broken: Iterable[int] = (), missing: Iterable[Missing] = ()
) -> tuple[Step, ...]:
    """All steps of a run, with what broke its story and what it lacks.

    ``broken``: numbers of the events where reality left the story.
    """
    found = list(_placed(timeline, frozenset(broken), missing))
    return shortened(found)


def _placed(
    timeline: Timeline, broken: frozenset[int], missing: Iterable[Missing]
) -> Iterator[Step]:
    """The steps with the missing ones in their places, prints joined."""
    late = sorted(missing, key=lambda line: line[0])
    said: list[ev.Printed | ev.Shown] = []

    def flushed() -> Iterator[Step]:
        yield from _joined(said)
        said.clear()

    passed = _passed(timeline)
    for at, event in ordered(timeline.events, broken):
        while late and late[0][0] < at:
            yield from flushed()
            yield _lacking(late.pop(0))
        if event.n in passed and (type(event) in _SHOWN or event.n in broken):
            yield from flushed()
            yield Step("later", ev.STAGE, "", f"{passed[event.n]:.3g} s later")
        bad = event.n in broken and not isinstance(event, _DONE)
        if isinstance(event, ev.Printed | ev.Shown) and not bad:
            if said and (said[-1].who, type(said[-1])) != (event.who, type(event)):
                yield from flushed()
            said.append(event)
            continue
        step = _step(event, bad)
        if step is not None:
            yield from flushed()
            yield step
    yield from flushed()
    yield from map(_lacking, late)


def _joined(said: list[ev.Printed | ev.Shown]) -> Iterator[Step]:
    """What a role printed, or showed in its windows, with nothing in between."""
    if not said:
        return
    printed = isinstance(said[0], ev.Printed)
    data = b"".join(event.data for event in said if isinstance(event, ev.Printed))
    shown = (event for event in said if isinstance(event, ev.Shown))
    lines = (f"{event.text} (once more)" if event.again else event.text for event in shown)
    text = _TRACEBACK.sub(_LAST_WORDS, screen(data)) if printed else "\n".join(lines)
    if text.strip():
        numbers = tuple(event.n for event in said)
        yield Step("printed" if printed else "shown", said[0].who, "", text, numbers)


def _passed(timeline: Timeline) -> dict[int, float]:
    """Seconds by which the programs' clock jumped before an event that a diagram shows.

    Nothing if the clock was the machine's own: what that shows differs from run to run.
    """
    if all(event.clock in (0, event.at) for event in timeline.events):
        return {}
    before, found = 0, {}
    for event in timeline.events:
        if type(event) in _SHOWN and not isinstance(event, ev.Quiet | ev.Lull | ev.Ended):
            if event.clock - before >= _JUMP:
                found[event.n] = (event.clock - before) / 1e9
            before = event.clock
    return found


def alone(event: ev.Event) -> Step | None:
    """The step that one event makes by itself; None if it is not shown."""
    return _step(event, False)


def _lacking(line: Missing) -> Step:
    _, who, to, expected = line
    return Step("missing", who, to, expected, (), bad=True)


def _step(event: ev.Event, bad: bool) -> Step | None:
    shown = _SHOWN.get(type(event))
    if shown is None and not bad:
        return None
    step = shown(event) if shown else _HIDDEN.get(type(event), _other)(event)
    return replace(step, numbers=(event.n,), bad=bad) if step else None


def _other(event: Any) -> Step:
    return Step(type(event).__name__.lower(), event.who)


def _address(event: Any) -> str:
    return f":{event.target.rpartition(':')[2]}" if event.target else ""


def _filled(event: Any) -> str:
    field = event.field.strip().rstrip(":")
    return f"{field}: {event.text}" if field else str(event.text)


def _unseen(event: Any) -> Step | None:
    """Not that an event loop reads ahead, one only looks, or has a code: verdicts say so."""
    if event.what in {"read", "ahead", "polled", "code", "cipher"}:
        return None
    return Step("unseen", event.who, "", f"{event.what}: {event.why}")


def _exit(event: Any) -> Step:
    if event.signal is not None:
        return Step("exited", event.who, "", f"ended by {signal_told(event.signal)}")
    return Step("exited", event.who, "", f"exits with {event.code}")


def _limit(event: Any) -> str:
    """Patience that ran out says itself why; of other limits it is told which."""
    if event.what == "patience" and event.detail:
        busy = dict.fromkeys(wait.who for wait in event.waits if wait.on == "processor")
        told = str(event.detail).replace("of its own time", "of the programs' own time")
        return told.replace("it computed", f"{' and '.join(busy)} computed", 1) if busy else told
    return f"{event.what}: {event.detail}" if event.detail else str(event.what)


def _end(event: Any) -> Step | None:
    return Step("fault", event.who, "", event.why) if event.how == "fault" else None


# the grader's part: never where a program left the story
_DONE = (ev.Typed, ev.Pressed, ev.Filled, ev.Picked, ev.WindowClosed, ev.Severed)
_SEVERED = {
    "cut": "the link is cut",
    "half-close": "this half of the link is closed",
    "break": "the link is broken",
}
_SHOWN: dict[type[ev.Event], Callable[[Any], Step | None]] = {
    ev.Started: lambda e: Step("started", e.who),
    ev.Typed: lambda e: Step("typed", e.who, "", decode(e.data).removesuffix("\n")),
    ev.Printed: lambda e: Step("printed", e.who, "", screen(e.data)),
    ev.Pressed: lambda e: Step("pressed", e.who, "", e.text),
    ev.Filled: lambda e: Step("filled", e.who, "", _filled(e)),
    ev.Picked: lambda e: Step("picked", e.who, "", e.text),
    ev.WindowClosed: lambda e: Step("shut", e.who, "", e.title),
    ev.Shown: lambda e: Step("shown", e.who, "", e.text),
    ev.InputEnded: lambda e: Step("input", e.who),
    ev.Missed: lambda e: Step("undone", e.who, "", e.why),
    ev.Connected: lambda e: Step("connected", e.who, e.to, f"{e.proto.upper()} {_address(e)}"),
    ev.Refused: lambda e: Step("refused", e.who, "", e.target),
    ev.Sent: lambda e: Step("sent", e.who, e.to, decode(e.data)),
    ev.Closed: lambda e: Step("closed", e.who, e.to, "resets" if e.how == "rst" else "closes"),
    ev.Severed: lambda e: Step("severed", e.who, e.to, _SEVERED.get(e.how, e.how)),
    ev.Exited: _exit,
    ev.Stopped: lambda e: Step("stopped", e.who),
    ev.Quiet: lambda e: Step("quiet", e.who),
    ev.Lull: lambda e: Step("lull", e.who),
    ev.Limit: lambda e: Step("limit", e.who, "", _limit(e)),
    ev.Unseen: _unseen,
    ev.Ended: _end,
}
_HIDDEN: dict[type[ev.Event], Callable[[Any], Step]] = {
    ev.Read: lambda e: Step("read", e.who, e.of, f"{e.count} bytes"),
    ev.Listening: lambda e: Step("listening", e.who, "", f"{e.proto.upper()} :{e.port}"),
    ev.Asked: lambda e: Step("asked", e.who),
}
