"""What was played of a hand-in becomes a record: all that is kept, and that marking needs."""

import re
from pathlib import Path

from harness import plan
from harness.casting import Casting, miscalled
from harness.checks import spoken
from harness.marking import failure, told
from harness.model.events import Ended
from harness.model.record import Source, Take
from harness.model.result import Picture, SceneRun
from harness.stage.pool import Played


def take(book: plan.Playbook, played: Played) -> Take:
    """A run that was played, as it is kept."""
    job, recording, outcome = played.order.job, played.recording, played.outcome
    shown = SceneRun(
        id=job.scene,
        cast=job.cast,
        row=job.row,
        run=job.run,
        ended=_ended(played),
        seconds=round(recording.seconds, 3),
        sentence=failure(recording.fault) if recording.fault else "",
        recorded=recording.timeline,
        packets=recording.pcap,
        screenshots=tuple(Picture(one.n, one.who, png=one.png) for one in recording.screenshots),
    )
    if outcome and not recording.fault:
        shown = told(shown, outcome, recording.timeline)
    forms = {role: each.form for role, each in job.programs.items() if each.form}
    digests = book.digests[job.scene, job.cast, job.row]
    return Take(
        shown=shown,
        findings=outcome.findings if outcome else None,
        by=dict(job.by),
        hosts=dict(job.hosts),
        ports=plan.ports(job),
        script=digests.script,
        play=digests.play,
        fault=recording.fault,
        shape=digests.shape,
        asked=outcome.asked if outcome else "",
        heard=spoken.heard(recording.timeline, job.by),
        unlike=spoken.unlike(recording.timeline, job.by, forms),
        gave_up=spoken.gave_up(recording.timeline, job.by),
        left=spoken.left(recording.timeline, job.by),
        miscalled=miscalled.miscalled(recording.timeline, job.programs),
    )


def sources(casting: Casting, folder: Path) -> dict[str, tuple[Source, ...]]:
    """The files of each role; of a file with regions that which is run."""
    files: dict[str, tuple[Source, ...]] = {}
    for name, main in casting.mains.items():
        if name in casting.programs and (laid := casting.programs[name].laid):
            files[name] = (Source(main, laid[0][1]),)
            continue
        own = _own_files(casting, folder, main)
        files[name] = tuple(Source(file, (folder / file).read_bytes()) for file in own)
    return files


def _ended(played: Played) -> str:
    for event in reversed(played.recording.timeline.events):
        if isinstance(event, Ended):
            return event.how
    return "fault"


def _own_files(casting: Casting, folder: Path, main: str) -> list[str]:
    """A program's main file first, then the modules that it may use, but for other main files.

    They are those that it imports, from wherever, and those beside it that it speaks of.
    """
    beside = sorted(
        file.relative_to(folder).as_posix()
        for file in (folder / main).parent.glob("*.py")
        if file.is_file()
    )
    text = (folder / main).read_text(encoding="utf-8", errors="replace")
    named = [file for file in beside if re.search(rf"\b{re.escape(Path(file).stem)}\b", text)]
    others = [*named, *casting.modules.get(main, ())]
    return [main, *(f for f in dict.fromkeys(others) if f not in casting.mains.values())]
