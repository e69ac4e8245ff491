"""The story on one page: spec → plan → stage → timeline → verdicts → grade → reports.

Everything here only joins the parts; each of them is pure except the stage and the intake.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import field, replace
from functools import cached_property, partial
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from harness import interpreters, plan, rooms
from harness.casting import Casting, cast_roles
from harness.checks.performance import StoryPerformance
from harness.intake import Intake, name_of, open_submission, with_archives
from harness.marking import looked, mark
from harness.model.casting import Interpreter, Limits
from harness.model.errors import MachineError, SubmissionError
from harness.model.events import Limit
from harness.model.quick import dataclass
from harness.model.record import Record
from harness.model.result import Result
from harness.model.spec import BY_STUDENT, Scene, Spec
from harness.rehearsal import Rehearsal, all_met
from harness.spec import load
from harness.stage import pool, trials, workers
from harness.stage.means import CONTAINER, MODES, PLAIN, SOURCE_ONLY
from harness.stage.pool import Order, Played
from harness.store import stamps
from harness.taking import sources, take

Key = TypeVar("Key")
_EXCESS = {"events", "output"}  # bounds of who floods the stage
_CLOSER = Limits(events=10_000, output=256 * 2**10)
_SCENES_BESIDE = 2  # scenes at once for each processor: waiting costs nothing


@dataclass(frozen=True)
class Course:
    """What stays the same for every submission: the assignment, and what the machine has.

    ``denied``: why no scene can be played here; empty if they can.  ``own``: the programs of the
    assignment itself: those of its reference solution, and others that its spec names.
    """

    book: plan.Playbook
    pythons: list[Interpreter]
    mode: str
    denied: str = ""
    own: plan.Troupe = field(default_factory=dict)
    rehearsal: Rehearsal = field(default_factory=Rehearsal)

    @property
    def spec(self) -> Spec:
        """The assignment itself."""
        return self.book.spec

    @cached_property
    def material(self) -> str:
        """A hash of what lies beside its spec."""
        return stamps.of_material(self.spec.folder)


def prepare(assignment: Path, mode: str = "") -> Course:
    """Read an assignment and look at the machine.  Raises SpecError, UsageError.

    ``mode``: the only one to play in; without, the best that this machine gives.
    """
    spec = load(assignment)
    pythons = interpreters.find()
    mode, denied = _playable((mode,) if mode else MODES)
    if mode in (CONTAINER, PLAIN):
        pythons = [each for each in pythons if trials.may_run(each.path)]
    own = {} if denied else plan.own_programs(spec, pythons)
    return Course(plan.Playbook(spec), pythons, mode, denied, own)


def _playable(modes: tuple[str, ...]) -> tuple[str, str]:
    """The first of some modes that this machine gives; or none, and why not the first."""
    whys = []
    for mode in modes:
        try:
            pool.ready(mode)
        except MachineError as error:
            whys.append(str(error))
        else:
            return mode, ""
    return SOURCE_ONLY, whys[0]


Step = Callable[[int, int], None]
"""Is told how many runs have been played, and of how many, as far as it is known by then."""


def grade_submission(
    course: Course,
    path: Path,
    at_once: int | None = None,
    within: Path | None = None,
    step: Step | None = None,
) -> Result:
    """Grade one hand-in, ``at_once`` scenes at a time.  ``within``: the room of all, if of many.

    A hand-in that cannot be opened is a result too.  Raises UsageError if there is nothing there.
    """
    begun = perf_counter()
    with rooms.room(within) as place:
        hand_in = opened(path, place)
        seen = record(course, hand_in, at_once or at_a_time(), step)
    seen = replace(seen, seconds=round(perf_counter() - begun, 3))
    name = name_of(path) if isinstance(hand_in, str) else hand_in.name
    return mark(course.spec, seen, name)


def light(result: Result) -> Result:
    """A result without what was recorded: what the class page needs."""
    bare = tuple(
        replace(
            run,
            recorded=None,
            packets=b"",
            screenshots=tuple(replace(one, png=b"") for one in run.screenshots),
        )
        for run in result.scenes
    )
    return replace(result, scenes=bare)


def grade_many(
    course: Course, paths: Mapping[Key, Path], at_once: int | None = None, scenes: int = 1
) -> Iterator[tuple[Key, Result | str]]:
    """Grade hand-ins, ``at_once`` together, with so many scenes of each; each as it is ready.

    Without what was recorded.  A text in place of a result: the harness failed, and how.
    """
    with rooms.room() as place:
        work = (
            (key, partial(_grade_light, course, path, scenes, place)) for key, path in paths.items()
        )
        with closing(workers.run(work, at_once or at_a_time())) as answers:
            for key, answer in answers:
                yield key, answer.trace if isinstance(answer, workers.Failed) else answer


def _grade_light(course: Course, path: Path, scenes: int, place: Path) -> Result:
    return light(grade_submission(course, path, scenes, place))


def at_a_time() -> int:
    """How many hand-ins, or scenes of a single one, are played at once, if nobody says."""
    if sys.platform != "linux":
        return max(2, os.cpu_count() or 1)
    return max(2, _SCENES_BESIDE * len(os.sched_getaffinity(0)))


def opened(path: Path, place: Path) -> Intake | str:
    """A hand-in, opened, or why it cannot be."""
    try:
        return open_submission(path, place / "submission")
    except SubmissionError as error:
        return str(error)


def record(course: Course, hand_in: Intake | str, at_once: int, step: Step | None = None) -> Record:
    """Cast a hand-in and play it, and write down all that was seen."""
    blank = Record(course.mode, course.book.roles, course.material)
    if isinstance(hand_in, str):
        return replace(blank, unopened=hand_in)
    hand_in, casting = _cast(course, hand_in)
    played = [] if course.denied else play(course, casting, at_once, step)
    looks = [item.look for item in course.spec.rubric.values() if item.look is not None]
    found = sources(casting, Path(hand_in.folder))
    led = plan.led(casting.programs.values(), [each.order.job for each in played])
    return replace(
        blank,
        takes=tuple(take(course.book, each) for each in played),
        denied=course.denied,
        players=tuple(_troupe(course, casting)),
        mains=dict(casting.mains),
        cast=tuple(casting.programs),
        sources=found,
        unfilled=tuple(casting.unfilled.values()),
        files=tuple(hand_in.files),
        before=(*hand_in.problems, *casting.notes, *led),
        looked=looked(looks, found),
    )


def _cast(course: Course, hand_in: Intake) -> tuple[Intake, Casting]:
    """Who plays; who is missing may be in an archive that lies beside the others.

    What is in there counts only if nobody is another then.
    """
    casting = cast_roles(course.spec, hand_in.folder, hand_in.files, course.pythons)
    missing = {role for role, one in casting.unfilled.items() if one.whose == "student"}
    fuller = with_archives(hand_in) if missing else None
    if fuller is None:
        return hand_in, casting
    again = cast_roles(course.spec, fuller.folder, fuller.files, course.pythons)
    same = casting.mains.items() <= again.mains.items()
    return (fuller, again) if same and missing & again.mains.keys() else (hand_in, casting)


def _troupe(course: Course, casting: Casting) -> plan.Troupe:
    students: plan.Troupe = {(name, BY_STUDENT): each for name, each in casting.programs.items()}
    return students | course.own


def play(course: Course, casting: Casting, at_once: int, step: Step | None = None) -> list[Played]:
    """Play every scene: what judges all its lines, then all casts of those where one is amiss."""
    spec = course.spec
    programs = _troupe(course, casting)
    marks = {each.python: interpreters.marks(each.python) for each in programs.values()}
    casts = {scene.id: course.book.playable(scene, programs) for scene in spec.scenes.values()}
    opening = {scene.id: course.book.opening(scene, programs) for scene in spec.scenes.values()}
    first = [
        order
        for scene in spec.scenes.values()
        for order in _orders(course.book, scene, opening[scene.id], programs)
    ]
    played = _told(pool.play(first, at_once, course.mode), 0, len(first), step)
    amiss = {each.order.job.scene for each in played if not all_met(each)}
    again = [
        order
        for scene in spec.scenes.values()
        if scene.id in amiss
        for order in _orders(
            course.book,
            scene,
            [cast for cast in casts[scene.id] if cast not in opening[scene.id]],
            programs,
            _bounds(played),
        )
    ]
    more = pool.play(again, at_once, course.mode)
    played += _told(more, len(first), len(first) + len(again), step)
    played = _trusted(played, marks)
    course.rehearsal.learn(played)
    places = {scene: number for number, scene in enumerate(spec.scenes)}
    return sorted(played, key=lambda each: _place(places, spec, each))


def _told(coming: Iterable[Played], done: int, of: int, step: Step | None) -> list[Played]:
    """All that is coming, each told of when it is there."""
    played = []
    for number, each in enumerate(coming, done + 1):
        played.append(each)
        if step is not None:
            step(number, of)
    return played


def _trusted(played: list[Played], marks: Mapping[Interpreter, str]) -> list[Played]:
    """Where a program's Python is not what it was, what it did is no evidence: a fault of ours."""
    lost = {each: interpreters.changed(each, before) for each, before in marks.items()}
    if not any(lost.values()):
        return played
    found = []
    for one in played:
        whys = {lost[each.python] for each in one.order.job.programs.values()} - {""}
        fault = "; ".join(sorted(whys)) or one.recording.fault
        if fault:
            recording = replace(one.recording, fault=fault)
            one = replace(one, recording=recording, outcome=None)  # noqa: PLW2901 - no evidence
        found.append(one)
    return found


def _bounds(played: list[Played]) -> Limits:
    """The bounds of scenes that are played once others are over: closer ones after excess.

    Who printed or sent without end would do so again, at the same cost, and show nothing new.  Not
    who computed: a program that polls without a pause may be right all the same.  It is asked when
    all the others are over, not as they come: so how many are played at once makes no difference.
    """
    events = (event for each in played for event in each.recording.timeline.events)
    excess = any(isinstance(one, Limit) and one.what in _EXCESS for one in events)
    return _CLOSER if excess else Limits()


def _orders(
    book: plan.Playbook,
    scene: Scene,
    casts: Iterable[str],
    programs: plan.Troupe,
    limits: Limits | None = None,
) -> Iterator[Order]:
    for cast in casts:
        for job, story_play in book.jobs(scene, cast, programs, limits):
            # the line of code where a program is stuck is looked up once, in the first run
            yield Order(job, partial(StoryPerformance, story_play), explain=job.run == 1)


def _place(places: dict[str, int], spec: Spec, played: Played) -> tuple[int, int, int, int]:
    """Where a run comes in the report: in the order of the spec."""
    job = played.order.job
    scene = spec.scenes[job.scene]
    row = list(scene.rows).index(job.row) if job.row in scene.rows else 0
    return places[job.scene], scene.casts.index(job.cast), row, job.run
