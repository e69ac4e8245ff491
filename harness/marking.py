"""From what was seen of a hand-in to its result: findings → grade → result.

Pure, and the only way to a result: :mod:`harness.pipeline` marks what it has just played, and
:mod:`harness.remark` what was played once, perhaps by another spec: :mod:`harness.followed`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from hashlib import sha256

from harness.checks import source, story
from harness.checks.effort import Effort, Endless
from harness.checks.parts import parts
from harness.grading import Grade, RunFindings, grade, standing, unheard
from harness.model.casting import Unfilled
from harness.model.handin import Member
from harness.model.play import Outcome
from harness.model.record import Correction, Record, Source, Take
from harness.model.result import Diagnosis, Evidence, ItemResult, Result, SceneRun
from harness.model.spec import BY_STUDENT, Look, Spec
from harness.model.timeline import Timeline

_THOUGHT = 20.0  # s of processor time; usual hand-ins take tenths


def mark(
    spec: Spec,
    record: Record,
    submission: str,
    corrections: Collection[Correction] = (),
    *,
    words: bool = True,
) -> Result:
    """The result of ``record``, whose findings are those of ``spec``.

    ``words``: with what is thought to be behind the findings; no points depend on it.
    """
    if record.unopened:
        return _unopened(spec, record, submission, corrections)
    record = unheard.excused(record)
    unfilled = record.unfilled
    if record.denied:
        unfilled = tuple(
            Unfilled(name, record.denied, "machine")
            for name, role in spec.roles.items()
            if role.by == BY_STUDENT
        )
    graded = grade(
        spec,
        [_findings(take) for take in record.takes],
        _looks(spec, record),
        unfilled,
        corrections=corrections,
    )
    faults = {failure(take.fault) for take in record.takes if take.fault}
    problems = (*record.before, *sorted(faults))
    if record.denied:
        problems = (record.denied, *problems)
    bare = bare_result(spec, submission, record.mode, graded, problems)
    return replace(
        bare,
        scenes=_without_secrets(spec, record.takes),
        files=record.files,
        programs={name: record.mains[name] for name in record.cast},
        seconds=record.seconds,
        diagnoses=_diagnoses(spec, record, graded.items) if words else (),
    )


def as_handed(spec: Spec, result: Result, member: Member) -> Result:
    """``result`` with whose it is, when it came, and the grade that follows from that."""
    problems = (*member.problems, *result.problems)
    result = replace(result, submission=member.name, handed=member.handed, problems=problems)
    return standing(result, spec.policy)


def fault(
    spec: Spec, submission: str, mode: str, why: str, corrections: Collection[Correction] = ()
) -> Result:
    """The result of a hand-in over which the harness itself failed."""
    faults = dict.fromkeys(spec.scenes, why)
    graded = grade(spec, [], {}, [], faults, corrections)
    return replace(bare_result(spec, submission, mode, graded, ()), fault=why)


def bare_result(
    spec: Spec, submission: str, mode: str, graded: Grade, problems: tuple[str, ...]
) -> Result:
    """A result of nothing but a rubric that was filled in.

    ``mode``: that of the stage.  ``problems``: what a person should know, in sentences.
    """
    return Result(
        assignment=spec.id,
        title=spec.title,
        submission=submission,
        score=graded.score,
        max=graded.max,
        extra=graded.extra,
        extra_max=graded.extra_max,
        mode=mode,
        items=graded.items,
        scenes=(),
        problems=problems,
        elsewhere=sum(item.points for item in spec.left_out if not item.extra),
    )


def failure(fault: str) -> str:
    """A fault of ours, said where the scene would be told; never the student's."""
    return f"The grader failed in this scene, not the program: {fault.splitlines()[0]}"


def told(shown: SceneRun, outcome: Outcome, timeline: Timeline) -> SceneRun:
    """``shown`` with where it left its story."""
    read = story.read(outcome, timeline)
    return replace(
        shown,
        waiting=read.waiting,
        sentence=read.sentence,
        broken=read.broken,
        missing=read.missing,
    )


def _diagnoses(spec: Spec, record: Record, items: tuple[ItemResult, ...]) -> tuple[Diagnosis, ...]:
    """What is thought to be behind the losses.  The rules are loaded where there are any.

    They read texts of the student's; of who makes that endless nothing is thought.
    """
    if all(item.points >= item.max for item in items):
        return ()
    from harness.diagnosis import diagnose

    with suppress(Endless), Effort(_THOUGHT).bounded():
        return diagnose(spec, record, items)
    return ()


def _without_secrets(spec: Spec, takes: Iterable[Take]) -> tuple[SceneRun, ...]:
    """The runs of ``takes``; what only hidden items expect leaves no mark in them.

    Runs of a scene that only hidden items are judged by are ``hidden`` as a whole, and keep theirs.
    """
    seen = {item.id for item in spec.rubric.values() if item.hidden == "no"}
    if len(seen) == len(spec.rubric) and not spec.left_out:
        return tuple(take.shown for take in takes)
    labels: dict[str, set[str]] = {}
    for item, labelled in parts(spec).items():
        for part in labelled:
            labels.setdefault(part.scene, set()).add(item)
    return tuple(_without_marks(take, seen, labels.get(take.shown.id, set())) for take in takes)


def _without_marks(take: Take, seen: set[str], labels: set[str]) -> SceneRun:
    if labels and not labels & seen:
        return replace(take.shown, hidden=True)
    if labels <= seen or take.findings is None:
        return take.shown
    known = [each for each in take.findings if not each.items or seen & set(each.items)]
    broken, missing = story.marks(known)
    shown = replace(take.shown, broken=broken, missing=missing)
    return shown if story.is_late(known) else replace(shown, waiting=(), sentence="")


# The parts of a grade


def _findings(take: Take) -> RunFindings:
    shown = take.shown
    return RunFindings(
        shown.id,
        shown.cast,
        shown.row,
        shown.run,
        take.findings or (),
        shown.ended,
        take.fault,
        among=set(take.by.values()) == {BY_STUDENT},
        spoke=bool(take.heard),
    )


def _looks(spec: Spec, record: Record) -> dict[str, source.Proposal]:
    """What the source says about the items that are judged by it.

    It can be looked at even where the machine has no interpreter for it.
    """
    looks = {item.id: item.look for item in spec.rubric.values() if item.look is not None}
    known = with_looks(spec, record).looked
    return {name: known[_digest(look)] for name, look in looks.items()}


def with_looks(spec: Spec, record: Record) -> Record:
    """``record`` with what every look at its sources comes to that ``spec`` asks for."""
    looks = [item.look for item in spec.rubric.values() if item.look is not None]
    lacking = [look for look in looks if _digest(look) not in record.looked]
    if not lacking:
        return record
    return replace(record, looked=record.looked | looked(lacking, record.sources))


def looked(
    looks: Iterable[Look], sources: Mapping[str, Sequence[Source]]
) -> dict[str, source.Proposal]:
    """What looks at ``sources`` come to, as a record keeps it."""
    files = {role: [(each.name, each.content) for each in found] for role, found in sources.items()}
    return {_digest(look): source.look_at(look, files) for look in looks}


def _digest(look: Look) -> str:
    return sha256(repr(look).encode()).hexdigest()[:16]


def _unopened(
    spec: Spec, record: Record, submission: str, corrections: Collection[Correction]
) -> Result:
    """The result of a hand-in that cannot be opened: nothing in it can be judged as done."""
    why = record.unopened
    unfilled = [Unfilled(name, why) for name in spec.roles]
    looks: dict[str, source.Proposal] = {
        item.id: (False, (Evidence("a submission that can be opened", why, False),))
        for item in spec.rubric.values()
        if item.look is not None
    }
    graded = grade(spec, [], looks, unfilled, corrections=corrections)
    bare = bare_result(spec, submission, record.mode, graded, (why,))
    return replace(bare, seconds=record.seconds)
