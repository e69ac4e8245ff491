"""The story on one page: spec → plan → stage → timeline → verdicts → grade → reports.

Everything here only joins the parts; each of them is pure except the stage and the intake.
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from harness import interpreters, marking, plan
from harness.casting import Casting, cast_roles
from harness.checks.performance import StoryPerformance
from harness.grading import grade, standing
from harness.intake import open_submission
from harness.model.casting import Interpreter, Limits, Unfilled
from harness.model.errors import MachineError, SubmissionError
from harness.model.events import Limit
from harness.model.handin import HandIn
from harness.model.play import MET
from harness.model.result import Result
from harness.model.spec import BY_STUDENT, Scene, Spec
from harness.spec import load
from harness.stage import doctor, pool, workers
from harness.stage.pool import Order, Played

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

    @property
    def spec(self) -> Spec:
        """The assignment itself."""
        return self.book.spec


def prepare(assignment: Path) -> Course:
    """Read an assignment and look at the machine.  Raises SpecError, UsageError."""
    spec = load(assignment)
    pythons = interpreters.find()
    mode, denied = doctor.ISOLATED, ""
    try:
        pool.ready()
    except MachineError as error:
        mode, denied = doctor.SOURCE_ONLY, str(error)
    own = {} if denied else plan.own_programs(spec, pythons)
    return Course(plan.Playbook(spec), pythons, mode, denied, own)


def grade_submission(course: Course, path: Path, at_once: int = 1) -> Result:
    """Grade one hand-in, ``at_once`` scenes at a time.

    A hand-in that cannot be opened is a result too.  Raises UsageError if there is nothing there.
    """
    begun = perf_counter()
    place = tempfile.mkdtemp(prefix="callsheet-")
    try:
        result = _grade(course, path, Path(place), at_once)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    return replace(result, seconds=round(perf_counter() - begun, 3))


def grade_class(
    course: Course,
    hand_ins: Sequence[HandIn],
    out: Path,
    at_once: int | None,
    step: Callable[[int, int, str], None],
) -> list[Result]:
    """Grade a class's hand-ins and write the reports of all into ``out``.

    ``at_once``: hand-ins at a time (None: as suits the machine).  ``step`` is told (done, of,
    name) after each.  Results are in the order of the hand-ins.
    """
    from harness.reports.folder import write_class

    out.mkdir(parents=True, exist_ok=True)
    found: dict[str, Result] = {}
    work = ((one, partial(_grade_and_write, course, one, out)) for one in hand_ins)
    for done, (one, answer) in enumerate(workers.run(work, at_once or _workers()), 1):
        if isinstance(answer, workers.Failed):
            failed = marking.faulted(course.spec, course.mode, Path(one.name), answer.why)
            found[one.name] = _as_handed(course, failed, one)
        else:
            found[one.name] = answer
        step(done, len(hand_ins), one.name)
    results = [found[one.name] for one in hand_ins]
    write_class(results, out)
    return results


def grade_hand_in(course: Course, one: HandIn, at_once: int = 1) -> Result:
    """Grade one hand-in of a class; that there is none, or that we have none, is a result too."""
    if one.fault:
        result = marking.faulted(course.spec, course.mode, Path(one.name), one.fault)
    elif one.path is None:
        why = " ".join(one.problems) or "Nothing was handed in."
        result = marking.unopened(course.spec, course.mode, Path(one.name), why)
        one = replace(one, problems=())
    else:
        result = grade_submission(course, one.path, at_once)
    return _as_handed(course, result, one)


def _as_handed(course: Course, result: Result, one: HandIn) -> Result:
    """``result`` with whose it is, when it came, and the grade that follows from that."""
    problems = (*one.problems, *result.problems)
    result = replace(result, submission=one.name, handed=one.handed, problems=problems)
    return standing(result, course.spec.policy)


def _grade_and_write(course: Course, one: HandIn, out: Path) -> Result:
    from harness.reports.folder import slug, write_submission

    result = grade_hand_in(course, one)
    # what the class page needs; timelines and packets stay on disk
    return _light(write_submission(result, out / slug(result.submission)))


def _light(result: Result) -> Result:
    """A result without what was recorded."""
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
    work = ((key, partial(_grade_light, course, path, scenes)) for key, path in paths.items())
    for key, answer in workers.run(work, at_once or _workers()):
        yield key, answer.trace if isinstance(answer, workers.Failed) else answer


def _grade_light(course: Course, path: Path, scenes: int) -> Result:
    return _light(grade_submission(course, path, scenes))


def _workers() -> int:
    """How many hand-ins are graded at once, if nobody says."""
    return max(2, _SCENES_BESIDE * len(os.sched_getaffinity(0)))


def _grade(course: Course, path: Path, place: Path, at_once: int) -> Result:
    try:
        intake = open_submission(path, place / "submission")
    except SubmissionError as error:
        return marking.unopened(course.spec, course.mode, path, str(error))
    casting = cast_roles(course.spec, intake.folder, intake.files, course.pythons)
    unfilled = dict(casting.unfilled)
    played: list[Played] = []
    if course.denied:
        unfilled = {
            name: Unfilled(name, course.denied, "machine")
            for name, role in course.spec.roles.items()
            if role.by == BY_STUDENT
        }
    else:
        played = play(course, casting, at_once)
    graded = grade(
        course.spec,
        [marking.findings(each) for each in played],
        marking.looks(course.spec, casting, Path(intake.folder)),
        list(unfilled.values()),
    )
    faults = {marking.failure(each.recording.fault) for each in played if each.recording.fault}
    led = plan.led(casting.programs.values(), [each.order.job for each in played])
    problems = (*intake.problems, *casting.notes, *led, *sorted(faults))
    return Result(
        assignment=course.spec.id,
        title=course.spec.title,
        submission=intake.name,
        score=graded.score,
        max=graded.max,
        extra=graded.extra,
        extra_max=graded.extra_max,
        mode=course.mode,
        items=graded.items,
        scenes=tuple(marking.scene_run(each) for each in played),
        problems=problems if not course.denied else (course.denied, *problems),
        files=tuple(intake.files),
        programs={name: casting.mains[name] for name in casting.programs},
    )


def play(course: Course, casting: Casting, at_once: int) -> list[Played]:
    """Play every scene: what judges all its lines, then all casts of those where one is amiss."""
    spec = course.spec
    students: plan.Troupe = {(name, BY_STUDENT): each for name, each in casting.programs.items()}
    programs = students | course.own
    casts = {scene.id: course.book.playable(scene, programs) for scene in spec.scenes.values()}
    opening = {scene.id: course.book.opening(scene, programs) for scene in spec.scenes.values()}
    first = [
        order
        for scene in spec.scenes.values()
        for order in _orders(course.book, scene, opening[scene.id], programs)
    ]
    played = list(pool.play(first, at_once))
    amiss = {each.order.job.scene for each in played if not _all_met(each)}
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
    played += pool.play(again, at_once)
    places = {scene: number for number, scene in enumerate(spec.scenes)}
    return sorted(played, key=lambda each: _place(places, spec, each))


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


def _all_met(played: Played) -> bool:
    return played.outcome is not None and all(
        finding.verdict == MET for finding in played.outcome.findings
    )
