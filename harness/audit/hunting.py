"""Grades the reference, changed in hundreds of small ways, to find those that keep full marks.

A mutant is caught as soon as it loses a point.  So the scenes that its file plays in are played
one after another, the shortest first, each once, and what is lost in one of them is lost: an item
passes only if all its lines do, scene by scene and run by run.  What has lost nothing so far is
played as often as any hand-in is, and then it survives.  Scenes in which only files play that are
as they were would say nothing new; unless the change has changed who plays which role.
"""

import shutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from harness import pipeline, plan, rooms
from harness.audit import survivors
from harness.audit.mutating import Mutant, mutants, sample
from harness.audit.notebook import Note, Notebook
from harness.audit.survivors import Explanation
from harness.casting import REFERENCE, cast_roles, files_of, given
from harness.checks.parts import parts
from harness.model.errors import MachineError, UsageError
from harness.model.quick import dataclass
from harness.model.result import FAULT, PASS, PENDING, UNOBSERVABLE, Result
from harness.model.spec import BY_STUDENT, Spec
from harness.stage import workers
from harness.store import stamps

CAUGHT, SURVIVED, UNSEEN, BROKEN = "caught", "survived", "unseen", "fault"
_KEPT = frozenset({PASS, PENDING, UNOBSERVABLE, FAULT})  # verdicts that cost no point


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
    """Which mutants are graded: at most ``limit``, of those with ``only`` in their names.

    ``kept``: a file of what became of those that were graded before.
    """

    limit: int | None = None
    only: str = ""
    kept: Path | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What is played with the mutants of one file, in this order.

    ``stages``: the assignment with one scene at a time, played once; then with all that are played
    more often, so often.  ``programs``: the file of each role in the reference.
    """

    stages: tuple[pipeline.Course, ...]
    programs: Mapping[str, str]


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
    notebook = Notebook(choice.kept, stamps.stamp(spec.folder, course.pythons, course.mode))
    noted = {each.name: (each, note) for each in chosen if (note := notebook.find(each))}
    fates = {name: Fate(one, n.kind, n.by, n.lost, n.why) for name, (one, n) in noted.items()}
    grounds = _grounds(course, whole)
    work = [
        (each, partial(_fate, course, grounds[each.file], each))
        for each in chosen
        if each.name not in fates
    ]
    for mutant, answer in workers.run(work, at_once or pipeline.at_a_time()):
        fate = answer if isinstance(answer, Fate) else Fate(mutant, BROKEN, why=answer.why)
        fates[mutant.name] = fate
        if fate.kind != BROKEN:
            notebook.keep(mutant, Note(fate.kind, fate.by, fate.lost, fate.why))
        step(len(fates), len(chosen), mutant.name)
    told = tuple(_told(spec, whole, fates[each.name], explanations) for each in chosen)
    kept = [fate.mutant for fate in told if fate.kind == SURVIVED]
    gone = survivors.stale(explanations, every, kept, whole=len(chosen) == len(every))
    return Hunt(spec.id, spec.title, len(every), told, gone)


def breed(spec: Spec) -> tuple[Mutant, ...]:
    """All mutants of the reference: of regions alone, where students write no more.

    Raises UsageError where there is no reference.
    """
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
            f" ({whole.fault or ', '.join(lost)}); callsheet audit says why"
        )


# The scenes that may catch a mutant, one by one


def _grounds(course: pipeline.Course, whole: Result) -> Mapping[str, Ground]:
    """Where each file of the reference plays."""
    spec = course.spec
    seconds = dict.fromkeys(spec.scenes, 0.0)
    for run in whole.scenes:
        seconds[run.id] += run.seconds
    order = sorted(seconds, key=seconds.__getitem__)
    single = {scene: _of_scenes(course, [scene], runs=1) for scene in order}
    grounds = {}
    for file, roles in _mains(course).items():
        own = [scene for scene in order if _plays(course, scene, roles)]
        often = [scene for scene in own if spec.scenes[scene].runs > 1]
        again = [_of_scenes(course, often)] if often else []
        stages = (*(single[scene] for scene in own), *again)
        grounds[file] = Ground(stages, whole.programs)
    return grounds


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


def _of_scenes(
    course: pipeline.Course, scenes: Sequence[str], runs: int | None = None
) -> pipeline.Course:
    """The assignment with these scenes only, and the items that they judge."""
    spec = course.spec
    held = parts(spec)
    items = {item for item in held if any(one.scene in scenes for one in held[item])}
    items -= {item.id for item in spec.rubric.values() if item.look}  # about the source as it is
    alone = replace(
        spec,
        scenes={
            name: replace(spec.scenes[name], runs=runs or spec.scenes[name].runs)
            for name in spec.scenes
            if name in scenes
        },
        rubric={name: spec.rubric[name] for name in spec.rubric if name in items},
    )
    return replace(course, book=plan.Playbook(alone))


def _fate(course: pipeline.Course, ground: Ground, mutant: Mutant) -> Fate:
    """Play one mutant until it has lost something, or there is nothing more to play."""
    doubt: Fate | None = None
    stages = list(ground.stages)
    with rooms.room() as place:
        folder = place / "mutant"
        shutil.copytree(Path(course.spec.folder, REFERENCE), folder)
        (folder / mutant.file).write_bytes(mutant.source.encode())
        while stages:
            stage = stages.pop(0)
            result = pipeline.grade_submission(stage, folder, 1)
            lost = tuple(item.id for item in result.items if item.verdict not in _KEPT)
            if lost:
                scenes = list(stage.spec.scenes)
                return Fate(mutant, CAUGHT, scenes[0] if len(scenes) == 1 else "", lost)
            doubt = doubt or _doubt(mutant, result)
            if result.programs != ground.programs and stage is not course:
                stages = [course]  # others play now than before, so every scene may differ
    return doubt or Fate(mutant, SURVIVED)


def _doubt(mutant: Mutant, result: Result) -> Fate | None:
    """What keeps a mutant that has lost nothing from being judged."""
    for kind, verdict in ((BROKEN, FAULT), (UNSEEN, UNOBSERVABLE)):
        for item in result.items:
            if item.verdict == verdict:
                return Fate(mutant, kind, lost=(item.id,), why=item.note)
    return None


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
