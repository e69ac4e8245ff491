"""A timeline as the few steps that a person wants to see, in order.

What a diagram leaves out: cues, that a program asks for input, what it reads, and quiet in the
middle of a scene - unless one of these is where the story broke.  What it puts together: prints of
one role with nothing in between (a program writes a line in many pieces), and floods.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from harness.model import events as ev
from harness.model.timeline import Timeline
from harness.reports.readable import decode, screen

Missing = tuple[int, str, str, str]
"""(event number after which it was expected, who, to whom or '', what was expected)"""


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a diagram.

    ``kind``: ``typed``, ``printed``, ``sent``, ``connected``, ``refused``, ``closed``, ``started``,
    ``listening``, ``read``, ``exited``, ``stopped``, ``input``, ``undone``, ``asked``, ``quiet``,
    ``lull``, ``limit``, ``unseen``, ``fault``, ``missing`` (expected and never came), ``later``
    (the programs' clock has jumped), ``more`` (``count`` steps left out).  ``text`` is as it came:
    not yet readable.  ``numbers``: its events.  ``bad``: here reality left the story.
    """

    kind: str
    who: str
    to: str = ""
    text: str = ""
    numbers: tuple[int, ...] = ()
    bad: bool = False
    count: int = 0


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
    return tuple(_collapsed(_cut_short(_without_quiet(found))))


def _placed(
    timeline: Timeline, broken: frozenset[int], missing: Iterable[Missing]
) -> Iterator[Step]:
    """The steps with the missing ones in their places, prints joined."""
    late = sorted(missing, key=lambda line: line[0])
    prints: list[tuple[int, bytes]] = []
    printer = ""

    def flushed() -> Iterator[Step]:
        if prints:
            data = b"".join(piece for _, piece in prints)
            if data.strip():
                yield Step("printed", printer, "", screen(data), tuple(n for n, _ in prints))
            prints.clear()

    passed = _passed(timeline)
    for event in timeline.events:
        while late and late[0][0] < event.n:
            yield from flushed()
            yield _lacking(late.pop(0))
        if event.n in passed and (type(event) in _SHOWN or event.n in broken):
            yield from flushed()
            yield Step("later", ev.STAGE, "", f"{passed[event.n]:.3g} s later")
        bad = event.n in broken and not isinstance(event, ev.Typed)  # typing is the grader's part
        if isinstance(event, ev.Printed) and not bad:
            if printer != event.who:
                yield from flushed()
                printer = event.who
            prints.append((event.n, event.data))
            continue
        step = _step(event, bad)
        if step is not None:
            yield from flushed()
            yield step
    yield from flushed()
    yield from map(_lacking, late)


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


def _exit(event: Any) -> Step:
    if event.signal is not None:
        return Step("exited", event.who, "", f"ended by signal {event.signal}")
    return Step("exited", event.who, "", f"exits with {event.code}")


def _end(event: Any) -> Step | None:
    return Step("fault", event.who, "", event.why) if event.how == "fault" else None


_SHOWN: dict[type[ev.Event], Callable[[Any], Step | None]] = {
    ev.Started: lambda e: Step("started", e.who),
    ev.Typed: lambda e: Step("typed", e.who, "", decode(e.data).removesuffix("\n")),
    ev.Printed: lambda e: Step("printed", e.who, "", screen(e.data)),
    ev.InputEnded: lambda e: Step("input", e.who),
    ev.Missed: lambda e: Step("undone", e.who, "", e.why),
    ev.Connected: lambda e: Step("connected", e.who, e.to, f"{e.proto.upper()} {_address(e)}"),
    ev.Refused: lambda e: Step("refused", e.who, "", e.target),
    ev.Sent: lambda e: Step("sent", e.who, e.to, decode(e.data)),
    ev.Closed: lambda e: Step("closed", e.who, e.to, "resets" if e.how == "rst" else "closes"),
    ev.Exited: _exit,
    ev.Stopped: lambda e: Step("stopped", e.who),
    ev.Quiet: lambda e: Step("quiet", e.who),
    ev.Lull: lambda e: Step("lull", e.who),
    ev.Limit: lambda e: Step("limit", e.who, "", f"{e.what}: {e.detail}" if e.detail else e.what),
    ev.Unseen: lambda e: Step("unseen", e.who, "", f"{e.what}: {e.why}"),
    ev.Ended: _end,
}
_HIDDEN: dict[type[ev.Event], Callable[[Any], Step]] = {
    ev.Read: lambda e: Step("read", e.who, e.of, f"{e.count} bytes"),
    ev.Listening: lambda e: Step("listening", e.who, "", f"{e.proto.upper()} :{e.port}"),
    ev.Asked: lambda e: Step("asked", e.who),
}


def _without_quiet(found: list[Step]) -> list[Step]:
    """Quiet stays where it says something: beside what is missing, and where all stops for good."""
    kept: list[Step] = []
    last = max((at for at, step in enumerate(found) if step.kind != "exited"), default=-1)
    for at, step in enumerate(found):
        if step.kind in ("quiet", "lull") and not step.bad and at != last:
            beside = found[max(at - 1, 0) : at + 2]
            if not any(other.kind == "missing" for other in beside):
                continue
            if kept and kept[-1].kind == step.kind:
                continue
        kept.append(step)
    return kept


def _cut_short(found: list[Step]) -> list[Step]:
    """A story that could not go on at all: after a few of its lines that is clear enough."""
    end = next(
        (at for at in range(len(found), 0, -1) if found[at - 1].kind not in _NOTHING_DONE), 0
    )
    tail = [step for step in found[end:] if step.kind == "missing"]
    if len(tail) <= _ENOUGH + 1:
        return found
    first = found[end:][: found[end:].index(tail[_ENOUGH])]
    return [*found[:end], *first, Step("more", "", "", "missing", count=len(tail) - _ENOUGH)]


_NOTHING_DONE = frozenset({"missing", "undone", "quiet", "lull"})
_ENOUGH = 4  # lines that did not come, after which one is told how many more
_JUMP = 500_000_000  # ns; less is what an action takes, or a poll
_FEW = 6  # repetitions that a person still reads one by one
_MOST = 160  # steps of a diagram


def _collapsed(found: list[Step]) -> Iterator[Step]:
    """Floods cut: of steps that repeat, alone or as a short cycle, only the first and the last."""
    shorter: list[Step] = []
    at = 0
    while at < len(found):
        period, times = _cycle(found, at)
        if times * period <= _FEW or times < 4:
            shorter.append(found[at])
            at += 1
            continue
        first, end = at + 2 * period, at + (times - 1) * period
        shorter += found[at:first]
        shorter.append(_more(found[first:end]))
        at = end + period
        shorter += found[end:at]
    if len(shorter) <= _MOST:
        return iter(shorter)
    return iter(_middle_cut(shorter))


def _cycle(found: list[Step], at: int) -> tuple[int, int]:
    """(length, number) of the equal cycles that begin at ``at``; the length that covers most."""
    best = (1, 1)
    for period in (1, 2, 3, 4):
        times = 1
        while _alike(found, at, at + times * period, period):
            times += 1
        if period * times > best[0] * best[1] and times > 1:
            best = (period, times)
    return best


def _alike(found: list[Step], first: int, second: int, period: int) -> bool:
    if second + period > len(found):
        return False
    for offset in range(period):
        one, other = found[first + offset], found[second + offset]
        if one.bad or other.bad or one.kind in _KEPT:
            return False
        if (one.kind, one.who, one.to) != (other.kind, other.who, other.to):
            return False
    return True


_KEPT = frozenset({"started", "typed", "exited", "stopped", "fault", "limit", "unseen", "more"})


def _middle_cut(found: list[Step]) -> Iterator[Step]:
    """At most about ``_MOST`` steps: the beginning, the end, and all that is bad."""
    head, tail = _MOST * 2 // 3, len(found) - _MOST // 3
    gap: list[Step] = []
    for at, step in enumerate(found):
        if head <= at < tail and not step.bad:
            gap.append(step)
            continue
        if gap:
            yield _more(gap)
            gap = []
        yield step


def _more(left_out: list[Step]) -> Step:
    """One step that stands for others: whose they are if they are all alike."""
    kinds = {(step.kind, step.who, step.to) for step in left_out}
    count = sum(step.count or 1 for step in left_out)
    kind, who, to = kinds.pop() if len(kinds) == 1 else ("", "", "")
    return Step("more", who, to, kind, count=count)
