"""Grades what an assignment has to be graded by: its reference, its handout, its mistakes."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from harness import handout, pipeline, rooms
from harness.audit import alone
from harness.audit.expectations import mistakes
from harness.audit.judging import CAST, HANDOUT, MISTAKE, REFERENCE, Audit, judge
from harness.model.errors import MachineError, UsageError
from harness.stage.means import ISOLATED

if TYPE_CHECKING:
    from harness.model.result import Result


def audit(
    assignment: Path,
    at_once: int | None,
    step: Callable[[int, int, str], None],
    mode: str = "",
    limit: int | None = None,
    only: str = "",
    *,
    casts: bool = False,
) -> Audit:
    """Grade all, ``at_once`` hand-ins at a time (None: as suits the machine), and judge.

    ``step`` is told (done, of, name) after each.  ``mode``: the only one to play in; what it is
    known not to show is then foreseen.  ``limit``: no more mistakes than that, spread over all;
    ``only``: of those with it in their names.  ``casts``: the reference in each cast alone, too.
    Raises SpecError, UsageError, MachineError.
    """
    course = pipeline.prepare(assignment, mode)
    if course.denied:
        raise MachineError(course.denied)
    spec = course.spec
    hand_ins = mistakes(spec)
    chosen = _spread([name for name in hand_ins if only in name], limit)
    if only and not chosen:
        raise UsageError(f"no mistake has '{only}' in its name; a mutant's needs --mutants as well")
    reference = Path(spec.folder, REFERENCE)
    if not reference.is_dir():
        raise UsageError(f"{spec.folder}: there is no reference/, which must get full marks")
    with rooms.room() as place:
        given_out = place / "handout"
        handout.lay(handout.content(spec), given_out)
        paths = {(REFERENCE, REFERENCE): reference, (HANDOUT, HANDOUT): given_out}
        paths |= {(MISTAKE, name): hand_ins[name].path for name in chosen}
        results: dict[tuple[str, str], Result | str] = {}
        rounds = [(course, paths)]
        for name, part in (alone.casts(course) if casts else {}).items():
            rounds.append((part, {(CAST, f"cast {name}"): reference}))
        keys = [key for _, each in rounds for key in each]
        for part, each in rounds:
            for key, answer in pipeline.grade_many(part, each, at_once):
                results[key] = answer
                step(len(results), len(keys), key[1])
    ordered = {key: results[key] for key in sorted(keys, key=lambda one: one[0] == MISTAKE)}
    less = "" if mode == ISOLATED else mode
    return judge(spec, hand_ins, ordered, [each.version for each in course.pythons], less)


def _spread(names: list[str], most: int | None) -> list[str]:
    """At most so many of them, evenly spread over all: the same ones each time."""
    if most is None or len(names) <= most:
        return names
    return [names[number * len(names) // most] for number in range(most)]
