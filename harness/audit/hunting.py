"""Grades the reference, changed in hundreds of small ways, to find those that keep full marks.

A mutant is caught as soon as it loses a point.  So the scenes that its file plays in are played
one after another, the shortest first, each once, and what is lost in one of them is lost: an item
passes only if all its lines do, scene by scene and run by run.  What has lost nothing so far is
graded as any hand-in is, and that alone decides whether it survives.
"""

import shutil
import tempfile
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from harness import pipeline, plan
from harness.audit import survivors
from harness.audit.mutating import Mutant, mutants, sample
from harness.audit.survivors import Explanation
from harness.casting import REFERENCE, cast_roles, files_of, given
from harness.checks.parts import parts
from harness.model.errors import MachineError, UsageError
from harness.model.result import FAULT, PASS, PENDING, UNOBSERVABLE, Result
from harness.model.spec import BY_STUDENT, Spec
from harness.stage import workers

CAUGHT, SURVIVED, UNSEEN, BROKEN = "caught", "survived", "unseen", "fault"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a mutant.

    ``by``: the scene that caught it; empty: all together.  ``lost``: the items that it lost there;
    for one that survived, those that its file has a part in.  ``why``: the explanation, or what
    kept it from being judged.
    """

    mutant: Mutant
    kind: str
    by: str = ""
    lost: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Hunt:
    """All fates, of how many mutants there are, and the explanations that are stale."""

    assignment: str
    title: str
    there: int
    fates: tuple[Fate, ...]
    stale: tuple[str, ...]

    def of(self, kind: str) -> tuple[Fate, ...]:
        """The fates of one kind."""
        return tuple(fate for fate in self.fates if fate.kind == kind)

    @property
    def unexplained(self) -> tuple[Fate, ...]:
        """Where the rubric is blind."""
        return tuple(fate for fate in self.of(SURVIVED) if not fate.why)

    @property
    def code(self) -> int:
        """0: nothing is unexplained; 1: something is, or is stale; 2: unseen; 3: a fault."""
        if self.of(BROKEN):
            return 3
        if self.unexplained or self.stale:
            return 1
        return 2 if self.of(UNSEEN) else 0


@dataclass(frozen=True, slots=True)
class Choice:
    """Which mutants are graded: at most ``limit``, of those with ``only`` in their names."""

    limit: int | None = None
    only: str = ""


def hunt(
    assignment: Path, choice: Choice, at_once: int | None, step: Callable[[int, int, str], None]
) -> Hunt:
    """Grade the mutants of an assignment's reference, ``at_once`` at a time.

    ``step`` is told (done, of, name) after each.  Raises SpecError, UsageError, MachineError.
    """
    course = pipeline.prepare(assignment)
    if course.denied:
        raise MachineError(course.denied)
    spec = course.spec
    explanations = survivors.read(Path(spec.folder))
    every = breed(spec)
    chosen = sample([each for each in every if choice.only in each.name], choice.limit)
    whole = pipeline.grade_submission(course, Path(spec.folder, REFERENCE))
    _must_be_right(spec, whole)
    stages = _stages(course, whole)
    work = ((each, partial(_fate, course, stages[each.file], each)) for each in chosen)
    fates: dict[str, Fate] = {}
    for mutant, answer in workers.run(work, at_once or pipeline.at_a_time()):
        fates[mutant.name] = (
            Fate(mutant, BROKEN, why=answer.why) if isinstance(answer, workers.Failed) else answer
        )
        step(len(fates), len(chosen), mutant.name)
    told = tuple(_told(spec, whole, fates[each.name], explanations) for each in chosen)
    kept = [fate.mutant for fate in told if fate.kind == SURVIVED]
    gone = survivors.stale(explanations, every, kept, whole=len(chosen) == len(every))
    return Hunt(spec.id, spec.title, len(every), told, gone)


def breed(spec: Spec) -> tuple[Mutant, ...]:
    """All mutants of the reference: of regions alone, where students write no more."""
    folder = Path(spec.folder, REFERENCE)
    if not folder.is_dir():
        raise UsageError(f"{spec.folder}: there is no {REFERENCE}/ that could be changed")
    kits = [given(spec, role) for role in spec.roles.values() if role.regions]
    filled = {kit.name: [(each.begin, each.end) for each in kit.regions] for kit in kits}
    found: list[Mutant] = []
    for name in files_of(folder):
        if name.endswith(".py") and (not filled or name in filled):
            text = (folder / name).read_bytes().decode()
            found += mutants(name, text, filled.get(name))
    return tuple(found)


def _must_be_right(spec: Spec, whole: Result) -> None:
    lost = [item.id for item in whole.items if item.verdict not in {PASS, PENDING}]
    if lost or whole.fault:
        raise UsageError(
            f"{spec.folder}: the reference itself does not get full marks"
            f" ({whole.fault or ', '.join(lost)}); grade.py audit says why"
        )


# The scenes that may catch a mutant, one by one


def _stages(course: pipeline.Course, whole: Result) -> Mapping[str, list[pipeline.Course]]:
    """For each file of the reference the courses of one scene each, the shortest first."""
    spec = course.spec
    seconds = dict.fromkeys(spec.scenes, 0.0)
    for run in whole.scenes:
        seconds[run.id] += run.seconds
    single = {scene: _single(course, scene) for scene in sorted(seconds, key=seconds.__getitem__)}
    mains = _mains(course)
    return {
        file: [single[scene] for scene in single if _plays(course, scene, roles)]
        for file, roles in mains.items()
    }


def _mains(course: pipeline.Course) -> dict[str, set[str]]:
    """The roles that each file of the reference plays; of a file that is only imported, all."""
    spec = course.spec
    folder = Path(spec.folder, REFERENCE)
    files = files_of(folder)
    casting = cast_roles(spec, str(folder), files, course.pythons)
    students = {name for name, role in spec.roles.items() if role.by == BY_STUDENT}
    found = {file: {role for role in students if casting.mains.get(role) == file} for file in files}
    return {file: roles or students for file, roles in found.items()}


def _plays(course: pipeline.Course, scene: str, roles: Collection[str]) -> bool:
    """Whether a student's program plays one of the roles in a scene."""
    cases = (course.book.play((scene, cast, row)) for cast, row in _cases(course.spec, scene))
    return any(by == BY_STUDENT and name in roles
               for play in cases for name, by in plan.taking_part(play).items())  # fmt: skip


def _cases(spec: Spec, scene: str) -> Iterable[tuple[str, str]]:
    one = spec.scenes[scene]
    return [(cast, row) for cast in one.casts for row in one.rows or {"": {}}]


def _single(course: pipeline.Course, scene: str) -> pipeline.Course:
    """The assignment with one scene only, played once, and the items that it judges."""
    spec = course.spec
    items = {item for item, own in parts(spec).items() if any(one.scene == scene for one in own)}
    items -= {item.id for item in spec.rubric.values() if item.look}  # about the source as it is
    alone = replace(
        spec,
        scenes={scene: replace(spec.scenes[scene], runs=1)},
        rubric={name: spec.rubric[name] for name in spec.rubric if name in items},
    )
    return replace(course, book=plan.Playbook(alone))


def _fate(course: pipeline.Course, stages: Sequence[pipeline.Course], mutant: Mutant) -> Fate:
    """Play one mutant until it has lost something, or there is nothing more to play."""
    with tempfile.TemporaryDirectory(prefix="callsheet-") as place:
        folder = Path(place, "mutant")
        shutil.copytree(Path(course.spec.folder, REFERENCE), folder)
        (folder / mutant.file).write_bytes(mutant.source.encode())
        for stage in stages:
            lost = _lost(pipeline.grade_submission(stage, folder))
            if lost:
                return Fate(mutant, CAUGHT, next(iter(stage.spec.scenes)), lost)
        whole = pipeline.grade_submission(course, folder)
    if _lost(whole):
        return Fate(mutant, CAUGHT, "", _lost(whole))
    verdicts = {item.verdict: item for item in whole.items}
    for kind, verdict in ((BROKEN, FAULT), (UNSEEN, UNOBSERVABLE)):
        if verdict in verdicts:
            item = verdicts[verdict]
            return Fate(mutant, kind, lost=(item.id,), why=item.note)
    return Fate(mutant, SURVIVED)


def _lost(result: Result) -> tuple[str, ...]:
    kept = {PASS, PENDING, UNOBSERVABLE, FAULT}
    return tuple(item.id for item in result.items if item.verdict not in kept)


def _told(spec: Spec, whole: Result, fate: Fate, explanations: Sequence[Explanation]) -> Fate:
    """A survivor with what it has a part in, and why it may live."""
    if fate.kind != SURVIVED:
        return fate
    own = {role for role, file in whole.programs.items() if file == fate.mutant.file}
    has = parts(spec)
    touched = tuple(
        item
        for item in spec.rubric
        if any(not own or own & one.actors for one in has.get(item, ()))
    )
    found = survivors.explaining(fate.mutant, explanations)
    return replace(fate, lost=touched, why=found.why if found else "")
