"""Runs of scenes, sorted for a reader: runs that went alike are told once.

Two runs are alike if every single channel - what one role typed, printed, or sent to another - is
the same, and the story was left at the same places.  How channels lie against one another is not
compared: across sources a timeline's order says nothing (see ``harness.model.events``).  Nor are
the ports that the system dealt out to clients, which many servers print.
"""

import re
from collections.abc import Callable, Iterable

from harness.model import events as ev
from harness.model.quick import dataclass
from harness.model.result import ItemResult, Result, SceneRun
from harness.model.timeline import Timeline

RunKey = tuple[str, str, str, int]
Channel = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Variant:
    """All runs of a scene with one cast and one row, in groups of runs that are alike."""

    scene: str
    cast: str
    row: str
    groups: tuple[tuple[SceneRun, ...], ...]

    @property
    def well(self) -> bool:
        """True if no run of it left its story."""
        return all(went_well(group[0]) for group in self.groups)

    @property
    def count(self) -> int:
        """How many runs there were."""
        return sum(len(group) for group in self.groups)


def key(run: SceneRun) -> RunKey:
    """What names a run within a result."""
    return (run.id, run.cast, run.row, run.run)


def went_well(run: SceneRun) -> bool:
    """True if the run kept to its story."""
    return not (run.broken or run.missing or run.ended in ("limit", "fault"))


def variants(runs: Iterable[SceneRun]) -> tuple[Variant, ...]:
    """Runs by scene, cast and row: the scenes in their order, what went wrong first in each."""
    sorted_in: dict[tuple[str, str, str], dict[object, list[SceneRun]]] = {}
    for run in runs:
        groups = sorted_in.setdefault((run.id, run.cast, run.row), {})
        groups.setdefault(_course(run), []).append(run)
    found = [
        Variant(*names, tuple(sorted(map(tuple, groups.values()), key=_well_last)))
        for names, groups in sorted_in.items()
    ]
    scenes = list(dict.fromkeys(variant.scene for variant in found))
    return tuple(sorted(found, key=lambda one: (scenes.index(one.scene), one.well)))


def _well_last(group: tuple[SceneRun, ...]) -> bool:
    return went_well(group[0])


def _course(run: SceneRun) -> object:
    """What has to be equal for two runs to be alike."""
    if run.recorded is None:
        return key(run)
    spoken: dict[Channel, list[bytes]] = {}
    done: dict[Channel, list[object]] = {}
    shown: set[tuple[str, str]] = set()  # in windows, where the order says nothing
    marks = []
    for event in run.recorded.events:
        name = type(event).__name__
        channel = (name, event.who, getattr(event, "to", ""))
        if event.n in run.broken:
            marks.append((name, event.who))
        if isinstance(event, ev.Printed | ev.Sent | ev.Typed):
            spoken.setdefault(channel, []).append(event.data)
        elif isinstance(event, ev.Shown):
            shown.add((event.who, event.text))
        elif name not in _UNTOLD:
            done.setdefault(channel, []).append(_told(event))
    ports = _ports(run.recorded)
    texts = {(channel, ports(b"".join(parts))) for channel, parts in spoken.items()}
    deeds = {(channel, tuple(parts)) for channel, parts in done.items()}
    lines = tuple(line[1:] for line in run.missing)
    told = (frozenset(texts), frozenset(deeds), frozenset(shown))
    return (run.ended, tuple(marks), lines, *told)


_UNTOLD = frozenset({"Cue", "Asked", "Read", "Quiet", "Lull", "Listening", "Started"})


def _told(event: ev.Event) -> object:
    match event:
        case ev.Exited():
            return (event.code, event.signal)
        case ev.Limit() | ev.Unseen():
            return event.what
        case ev.Pressed() | ev.Picked():
            return event.text
        case ev.Filled():
            return (event.field, event.text)
        case ev.WindowClosed():
            return event.title
        case ev.Severed():
            return event.how
        case _:
            return None


def _ports(timeline: Timeline) -> Callable[[bytes], bytes]:
    """Puts the connection's name for its port: the system deals ports out by chance."""
    dealt = {
        event.source.rpartition(":")[2].encode(): event.conn.encode()
        for event in timeline.events
        if isinstance(event, ev.Connected) and event.source
    }
    if not dealt:
        return bytes
    number = re.compile(rb"\b(?:%s)\b" % b"|".join(map(re.escape, dealt)))
    return lambda data: number.sub(lambda found: dealt[found[0]], data)


def for_student(result: Result) -> Result:
    """``result`` without what its items hide: their evidence, and the runs that only they cite."""
    if not any(item.hidden for item in result.items) and not any(
        run.hidden for run in result.scenes
    ):
        return result
    veiled = {item.id for item in result.items if item.hidden}
    secret, known = _cited(result, hidden=True), _cited(result, hidden=False)
    return Result(
        **{
            **{name: getattr(result, name) for name in Result.__dataclass_fields__},
            "items": tuple(
                _veiled(item, n) if item.hidden else item for n, item in enumerate(result.items, 1)
            ),
            "scenes": tuple(
                run for run in result.scenes if not run.hidden and key(run) not in secret - known
            ),
            "diagnoses": tuple(one for one in result.diagnoses if not veiled & {*one.items}),
        }
    )


def _cited(result: Result, hidden: bool) -> set[RunKey]:
    return {
        (proof.scene, proof.cast, proof.row, proof.run)
        for item in result.items
        if item.hidden is hidden
        for proof in item.evidence
    }


def _veiled(item: ItemResult, place: int) -> ItemResult:
    return ItemResult(
        f"hidden-{place}", "(not shown yet)", 0, item.max, "", item.extra, hidden=True
    )
