"""Fair blame, tried out: ``python -m bench.halves [ASSIGNMENT ...] [--only TEXT] [--limit N]``.

Of each innocent hand-in in ``mistakes/`` (and the reference) one side is broken: its files fail
with their first statement.  What is asked of the other side alone must come to what it came to
before, or be unobservable.  Prints what did not, and how many verdicts there were.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.ways import TOP
from harness import pipeline
from harness.audit.expectations import mistakes
from harness.checks.parts import parts
from harness.model.result import PASS, UNOBSERVABLE, Result
from harness.model.spec import BY_STUDENT, Spec

_FAILS = 'raise RuntimeError("broken on purpose")\n'
_SIDES = ("listen", "connect")


@dataclass(frozen=True, slots=True)
class Half:
    """A hand-in of which ``broken`` fails; ``kept``: the items that the other side had passed."""

    name: str
    broken: str
    kept: frozenset[str]


def main() -> int:
    """Break and grade; 1 if a whole half lost anything by it."""
    parser = argparse.ArgumentParser(prog="bench.halves", description=__doc__)
    parser.add_argument("assignments", nargs="*", default=["first-message", "chat-room"])
    parser.add_argument("--only", default="", help="hand-ins with this in their names")
    parser.add_argument(
        "--limit", type=int, default=1000, help="no more hand-ins than that of each"
    )
    told = parser.parse_args()
    worst = 0
    for assignment in told.assignments:
        lost = halves(TOP / "assignments" / assignment, told.only, told.limit)
        print(*lost, sep="\n", flush=True)
        worst = max(worst, bool(lost[:-1]))
    return int(worst)


def halves(assignment: Path, only: str = "", limit: int = 1000) -> list[str]:
    """What whole halves lost beside broken ones, and in the last line how much was looked at."""
    course = pipeline.prepare(assignment)
    hand_ins = {"reference": assignment / "reference"} | {
        name: each.path
        for name, each in mistakes(course.spec).items()
        if each.why.startswith("Innocent")
    }
    chosen = [name for name in hand_ins if only in name][:limit]
    whole = {name: hand_ins[name] for name in chosen}
    before = dict(pipeline.grade_many(course, whole))
    lost, verdicts, unseen = [], 0, 0
    with tempfile.TemporaryDirectory(prefix="callsheet-halves-") as place:
        broken: dict[Half, Path] = {}
        for name, result in before.items():
            if isinstance(result, Result):
                broken |= _break(course.spec, name, result, whole[name], Path(place))
        for half, result in pipeline.grade_many(course, broken):
            if not isinstance(result, Result):
                lost.append(f"{half.name}: {result}")
                continue
            found = {item.id: item for item in result.items}
            verdicts += len(half.kept)
            for item in sorted(half.kept):
                unseen += found[item].verdict == UNOBSERVABLE
                if found[item].verdict not in {PASS, UNOBSERVABLE}:
                    lost.append(f"{half.name}, {half.broken} broken: {item} {found[item].note}")
    counted = f"{len(broken)} halves, {verdicts} verdicts, {unseen} could not be observed"
    return [*lost, f"{assignment.name}: {counted}, {len(lost)} lost"]


def _break(
    spec: Spec, name: str, result: Result, folder: Path, place: Path
) -> Iterator[tuple[Half, Path]]:
    """A copy of a hand-in for each side that can be broken without the other."""
    files = {side: {result.programs.get(role) for role in _roles(spec, side)} for side in _SIDES}
    if files["listen"] & files["connect"]:
        return
    passed = {item.id for item in result.items if item.verdict == PASS}
    for side, other in (_SIDES, _SIDES[::-1]):
        kept = frozenset(passed & _asked(spec, other))
        mains = {file for file in files[side] if file}
        if not kept or not mains:
            continue
        copy = place / f"{name}-{side}"
        shutil.copytree(folder, copy)
        for file in mains:
            _spoil(copy / file)
        yield Half(name, side, kept), copy


def _roles(spec: Spec, side: str) -> set[str]:
    """The roles that students play on one side."""
    found = {name for name, role in spec.roles.items() if role.by == BY_STUDENT}
    does = {name: spec.roles[name].does for name in found}
    for name in found:
        for other in spec.roles[name].fallback:
            does[name] = does[name] or spec.roles[other].does
    return {name for name in found if does[name] == side}


def _asked(spec: Spec, side: str) -> set[str]:
    """The items that ask something of one side alone."""
    roles = _roles(spec, side)
    lines = {item: set().union(*(one.actors for one in own)) for item, own in parts(spec).items()}
    looks = {item.id: {*item.look.roles} for item in spec.rubric.values() if item.look is not None}
    return {item for item, actors in (lines | looks).items() if actors and actors <= roles}


def _spoil(file: Path) -> None:
    """Let a program fail with its first statement; what stands above it stays."""
    lines = file.read_bytes().splitlines(keepends=True)
    above = next((n for n, line in enumerate(lines) if line.strip() and line[:1] != b"#"), 0)
    file.write_bytes(b"".join([*lines[:above], _FAILS.encode(), *lines[above:]]))


if __name__ == "__main__":
    sys.exit(main())
