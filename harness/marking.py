"""What was played of a hand-in, and what its source says, as the parts of its result."""

import re
from dataclasses import replace
from pathlib import Path

from harness.casting import Casting
from harness.checks import source, story
from harness.grading import Grade, RunFindings, grade
from harness.intake import name_of
from harness.model.casting import Unfilled
from harness.model.events import Ended
from harness.model.result import Evidence, Picture, Result, SceneRun
from harness.model.spec import Spec
from harness.stage.pool import Played


def findings(played: Played) -> RunFindings:
    """What became of the lines of a story, for the rubric."""
    job = played.order.job
    found = played.outcome.findings if played.outcome else ()
    return RunFindings(
        job.scene, job.cast, job.row, job.run, found, _ended(played), played.recording.fault
    )


def scene_run(played: Played) -> SceneRun:
    """A run, and where it left its story, for the reports."""
    job, recording = played.order.job, played.recording
    told = story.read(played.outcome, recording.timeline) if played.outcome else story.Story()
    return SceneRun(
        id=job.scene,
        cast=job.cast,
        row=job.row,
        run=job.run,
        ended=_ended(played),
        seconds=round(recording.seconds, 3),
        waiting=told.waiting,
        sentence=failure(recording.fault) if recording.fault else told.sentence,
        recorded=recording.timeline,
        broken=told.broken,
        missing=told.missing,
        packets=recording.pcap,
        screenshots=tuple(Picture(one.n, one.who, png=one.png) for one in recording.screenshots),
    )


def failure(fault: str) -> str:
    """A fault of ours, said where the scene would be told; never the student's."""
    return f"The grader failed in this scene, not the program: {fault.splitlines()[0]}"


def looks(spec: Spec, casting: Casting, folder: Path) -> dict[str, source.Proposal]:
    """What the source says about the items that are judged by it.

    It can be looked at even where the machine has no interpreter for it.  Of a file with regions
    that is looked at which is run.
    """
    files: dict[str, list[tuple[str, bytes]]] = {}
    for name, main in casting.mains.items():
        if name in casting.programs and (laid := casting.programs[name].laid):
            files[name] = [(main, laid[0][1])]
            continue
        own = _own_files(set(casting.mains.values()), folder, main)
        files[name] = [(file, (folder / file).read_bytes()) for file in own]
    return {
        item.id: source.look_at(item.look, files)
        for item in spec.rubric.values()
        if item.look is not None
    }


def unopened(spec: Spec, mode: str, path: Path, why: str) -> Result:
    """The result of a hand-in that cannot be opened: nothing in it can be judged as done."""
    unfilled = [Unfilled(name, why) for name in spec.roles]
    unseen: dict[str, source.Proposal] = {
        item.id: (False, (Evidence("a submission that can be opened", why, False),))
        for item in spec.rubric.values()
        if item.look is not None
    }
    graded = grade(spec, [], unseen, unfilled)
    return _bare(spec, mode, path, graded, (why,))


def faulted(spec: Spec, mode: str, path: Path, why: str) -> Result:
    """The result of a hand-in over which the harness itself failed."""
    faults = dict.fromkeys(spec.scenes, why)
    graded = grade(spec, [], {}, [], faults)
    return replace(_bare(spec, mode, path, graded, ()), fault=why)


def _ended(played: Played) -> str:
    for event in reversed(played.recording.timeline.events):
        if isinstance(event, Ended):
            return event.how
    return "fault"


def _own_files(mains: set[str], folder: Path, main: str) -> list[str]:
    """A program's main file first, then the modules beside it that are nobody's main file."""
    others = sorted(
        file.relative_to(folder).as_posix()
        for file in (folder / main).parent.glob("*.py")
        if file.is_file()
    )
    text = (folder / main).read_text(encoding="utf-8", errors="replace")
    return [
        main,
        *(
            file
            for file in others
            if file not in mains and re.search(rf"\b{re.escape(Path(file).stem)}\b", text)
        ),
    ]


def _bare(spec: Spec, mode: str, path: Path, graded: Grade, problems: tuple[str, ...]) -> Result:
    return Result(
        assignment=spec.id,
        title=spec.title,
        submission=name_of(path),
        score=graded.score,
        max=graded.max,
        extra=graded.extra,
        extra_max=graded.extra_max,
        mode=mode,
        items=graded.items,
        scenes=(),
        problems=problems,
    )
