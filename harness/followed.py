"""A record by another spec than it was played by: what that comes to, and what it cannot know.

Pure.  Only runs whose story says something else now are followed again, from what was recorded; the
others keep their findings.  What was never played by the spec as it is now, and what would have had
to be waited for, is left open in words, and never guessed.
"""

from collections.abc import Iterable
from dataclasses import replace

from harness.checks import again, asked
from harness.checks.play import Play
from harness.marking import told
from harness.model.play import MET
from harness.model.quick import dataclass
from harness.model.record import Record, Take
from harness.model.spec import Scene, Spec
from harness.model.timeline import Timeline
from harness.plan import Playbook


@dataclass(frozen=True, slots=True)
class Followed:
    """A record marked by another spec; ``open``: why that cannot be known, in sentences."""

    record: Record
    open: tuple[str, ...] = ()


def brought(book: Playbook, record: Record, material: str) -> Followed:
    """A record with all that was recorded, as ``book`` would have it."""
    timelines = {
        n: timeline
        for n in stale(book, record, known=True)
        if (timeline := record.takes[n].shown.recorded) is not None
    }
    return follow(book, record, material, timelines)


def stale(book: Playbook, record: Record, *, known: bool, words: bool = True) -> list[int]:
    """The takes whose findings have to be found again: their numbers.

    ``known``: the findings there are were found by the harness as it is now.  ``words``: what they
    say is needed too, and not only their verdicts.
    """
    return [
        n
        for n, take in enumerate(record.takes)
        if (key := _key(take)) in book.digests
        and (not known or book.digests[key].play != take.play)
        and take.fault is None
        and (words or not known or not _alike(book, take))
    ]


def _alike(book: Playbook, take: Take) -> bool:
    """Whether every line of a run comes to what it came to, whatever it is called now."""
    key = _key(take)
    return book.digests[key].shape == take.shape and asked.alike(book.play(key), take.asked)


def follow(
    book: Playbook, record: Record, material: str, timelines: dict[int, Timeline]
) -> Followed:
    """``record`` as ``book`` would have it; ``timelines`` are those of its stale takes."""
    if record.unopened or record.denied:
        return Followed(record)
    changed = _changed(book, record, material)
    if changed:
        return Followed(record, (changed,))
    takes: list[Take] = []
    open_: dict[str, None] = {}
    for n, take in enumerate(record.takes):
        digests = book.digests.get(_key(take))
        scene = book.spec.scenes.get(take.shown.id)
        if digests is None or scene is None or take.shown.run > scene.runs:
            continue  # nobody asks for it any more
        if digests.script != take.script:
            continue  # something else is done there now, so it was never played
        if n in timelines:
            new, apart = _again(book.play(_key(take)), take, timelines[n], digests.play)
            if apart:
                open_[_apart(new)] = None
            takes.append(new)
        else:
            takes.append(_placed(book, take))
    kept = replace(record, takes=tuple(sorted(takes, key=lambda take: _place(book.spec, take))))
    open_ |= dict.fromkeys(_lacking(book, kept))
    return Followed(kept, tuple(open_))


def _again(play: Play, take: Take, timeline: Timeline, digest: str) -> tuple[Take, bool]:
    found = again.replay(replace(play, hosts=take.hosts, ports=take.ports), timeline)
    shown = told(take.shown, found.outcome, timeline)
    new = replace(take, shown=shown, findings=found.outcome.findings, play=digest)
    return new, found.apart


def _placed(book: Playbook, take: Take) -> Take:
    """A run that is as it was, by a spec whose lines may have moved."""
    if take.findings is None:
        return take
    findings = again.placed(take.findings, book.lines[_key(take)])
    return take if findings is take.findings else replace(take, findings=findings)


def _changed(book: Playbook, record: Record, material: str) -> str:
    if record.roles != book.roles:
        return "who plays which role is decided otherwise now"
    if record.material != material:
        return "the files beside the spec have changed"
    return ""


def _lacking(book: Playbook, record: Record) -> Iterable[str]:
    """Scenes that would have been played, and were not."""
    had = {run_of(take) for take in record.takes}
    players = frozenset(record.players)
    for scene in book.spec.scenes.values():
        wanted = book.opening(scene, players)
        own = [take for take in record.takes if take.shown.id == scene.id]
        if any(not all_met(take) for take in own if take.shown.cast in wanted):
            wanted = book.playable(scene, players)
        for cast in wanted:
            if any(key not in had for key in _runs(scene, cast)):
                yield f"scene {scene.id} ({cast}) was never played as the spec has it now"


def _runs(scene: Scene, cast: str) -> Iterable[tuple[str, str, str, int]]:
    for row in scene.rows or {"": {}}:
        for run in range(1, scene.runs + 1):
            yield scene.id, cast, row, run


def _apart(take: Take) -> str:
    shown = take.shown
    where = "-".join(part for part in (shown.id, shown.cast, shown.row) if part)
    return f"in {where} the story went on before it could be known whether a line would come"


def all_met(take: Take) -> bool:
    """Whether every line of a take was met."""
    return take.findings is not None and all(one.verdict == MET for one in take.findings)


def run_of(take: Take) -> tuple[str, str, str, int]:
    """Which run it is, of which scene, cast and row."""
    return (*_key(take), take.shown.run)


def _key(take: Take) -> tuple[str, str, str]:
    return take.shown.id, take.shown.cast, take.shown.row


def _place(spec: Spec, take: Take) -> tuple[int, int, int, int]:
    """Where a run comes in the report: in the order of the spec."""
    shown = take.shown
    scene = spec.scenes[shown.id]
    row = list(scene.rows).index(shown.row) if shown.row in scene.rows else 0
    return list(spec.scenes).index(shown.id), scene.casts.index(shown.cast), row, shown.run
