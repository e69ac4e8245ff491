"""The assignment 'who spoke first', graded: every sample and mistake gets just what it should.

All hand-ins are graded once, several at a time, by one worker of the test run (so the group); each
test waits for its own.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from harness import pipeline
from harness.model.result import FAIL, PASS, UNOBSERVABLE, VERDICTS, Result
from harness.pipeline import Course
from tests.grader import Graded, Order, grading

# one test may have to wait until many hand-ins are graded
pytestmark = [pytest.mark.xdist_group("first-message"), pytest.mark.timeout(500)]

ROOT = Path(__file__).parents[1]
ASSIGNMENT = ROOT / "assignments" / "first-message"
SAMPLES = ROOT / "submissions" / "first-message"
# hand-ins, and scenes of each: most of them wait most of the time
AT_ONCE, SCENES = 3 * len(os.sched_getaffinity(0)), 2
EXTRA = ("relay", "bye", "console")
OLDEST_COMMON = (3, 9)  # no Python before this is had by a machine that was set up today

# One that is all right, and one of each way to be wrong: early, never, stuck, in the wrong order.
HANDFUL = (
    "mistakes/chat-in-the-same-programs",
    "mistakes/reads-early-shows-nobody",
    "mistakes/order-of-connection",
    "mistakes/server-deadlock",
    "samples/maple-vi",
)


@dataclass(frozen=True, slots=True)
class HandIn:
    """One hand-in, and what each item's verdict may be; items that are not named must pass."""

    path: Path
    verdicts: dict[str, tuple[str, ...]]
    why: str
    needs: str | None

    def lost(self) -> set[str]:
        """The items that it cannot pass."""
        return {item for item, allowed in self.verdicts.items() if PASS not in allowed}


def _hand_in(path: Path, told: dict[str, object]) -> HandIn:
    assert set(told) <= {"why", "verdicts", "needs"}
    verdicts, why, needs = told["verdicts"], told["why"], told.get("needs")
    assert isinstance(verdicts, dict)
    assert isinstance(why, str)
    assert needs in {None, "python2", "python<=3.8"}
    allowed = {
        item: tuple(verdict) if isinstance(verdict, list) else (verdict,)
        for item, verdict in verdicts.items()
    }
    return HandIn(path, allowed, why, None if needs is None else str(needs))


def _all() -> dict[str, HandIn]:
    found = {}
    for file in sorted(ASSIGNMENT.glob("mistakes/*/expect.yaml")):
        told = yaml.safe_load(file.read_text(encoding="utf-8"))
        found[f"mistakes/{file.parent.name}"] = _hand_in(file.parent / "submission", told)
    expected = yaml.safe_load((SAMPLES / "expect.yaml").read_text(encoding="utf-8"))
    for name, told in expected.items():
        found[f"samples/{name}"] = _hand_in(SAMPLES / name, told)
    return found


HAND_INS = _all()


@pytest.fixture(scope="session")
def course() -> Course:
    """The assignment, and what this machine has."""
    return pipeline.prepare(ASSIGNMENT)


@pytest.fixture(scope="session")
def graded(request: pytest.FixtureRequest) -> Iterator[Graded]:
    """All hand-ins that the chosen tests ask for."""
    paths = {name: hand_in.path for name, hand_in in HAND_INS.items()}
    paths |= {part: ASSIGNMENT / part for part in ("reference", "skeleton")}
    asked = {
        item.callspec.params.get("name") or item.callspec.params.get("part")
        for item in request.session.items
        if isinstance(item, pytest.Function) and hasattr(item, "callspec")
    }
    chosen = {name: path for name, path in paths.items() if name in asked}
    with grading(Order(ASSIGNMENT, chosen, AT_ONCE, SCENES)) as results:
        yield results


def differences(result: Result, allowed: Callable[[str], tuple[str, ...]]) -> list[str]:
    """The items whose verdict is not one that is ``allowed``, each with its reasons."""
    return [
        f"{item.id}: {item.verdict}, not {' or '.join(allowed(item.id))}: {item.note}"
        for item in result.items
        if item.verdict not in allowed(item.id)
    ]


def looked_at(course: Course) -> set[str]:
    """The items that are judged by the source alone."""
    return {item.id for item in course.spec.rubric.values() if item.look is not None}


def has_python(course: Course, needs: str | None) -> bool:
    """Whether the machine has a Python that a hand-in ``needs``."""
    versions = [each.version for each in course.pythons]
    if needs == "python2":
        return any(version[0] == 2 for version in versions)
    return needs is None or any((3, 0) <= version <= (3, 8) for version in versions)


@pytest.mark.parametrize("name", HAND_INS)
def test_a_hand_in_gets_just_the_verdicts_that_it_should(
    name: str, course: Course, graded: Graded
) -> None:
    """What is wrong loses its items; what is only unusual loses nothing."""
    hand_in = HAND_INS[name]
    if not has_python(course, hand_in.needs):
        pytest.skip(f"this machine lacks {hand_in.needs}; another test grades without it")
    result = graded[name]
    assert result.fault is None
    assert not differences(result, lambda item: hand_in.verdicts.get(item, (PASS,)))
    assert {run.ended for run in result.scenes} <= {"done", "quiet", "limit"}


@pytest.mark.parametrize("name", [name for name, one in HAND_INS.items() if one.needs])
def test_a_python_that_the_machine_lacks_costs_nothing(name: str, course: Course) -> None:
    """What cannot be run is unobservable; what can be run or read is judged as always."""
    hand_in = HAND_INS[name]
    with grading(Order(ASSIGNMENT, {name: hand_in.path}, oldest=OLDEST_COMMON)) as results:
        result = results[name]
    source = looked_at(course)

    def allowed(item: str) -> tuple[str, ...]:
        known = hand_in.verdicts.get(item, (PASS,))
        return known if item in source else (*known, UNOBSERVABLE)

    assert not differences(result, allowed)
    unseen = [item for item in result.items if item.verdict == UNOBSERVABLE]
    assert {"first-established", "arrival-order"} <= {item.id for item in unseen}
    assert all("Python" in item.note and "not counted as lost" in item.note for item in unseen)


@pytest.mark.parametrize("part", ["reference", "skeleton"])
def test_the_assignment_s_own_programs_mark_the_ends_of_the_scale(
    part: str, course: Course, graded: Graded
) -> None:
    """The reference has all marks and all extra credit; what is given out has nearly none."""
    result = graded[part]
    if part == "reference":
        assert not differences(result, lambda _: (PASS,))
        assert (result.score, result.extra) == (result.max, result.extra_max) == (100, 20)
    else:
        assert result.score <= result.max / 10
        assert result.extra == 0
        source = looked_at(course)
        assert not differences(result, lambda item: (FAIL, PASS) if item in source else (FAIL,))


def test_every_item_is_lost_by_a_mistake(course: Course) -> None:
    """An item that nothing loses would not be known to judge anything."""
    names = [name for name in HAND_INS if name.startswith("mistakes/")]
    main = set(course.spec.rubric) - set(EXTRA)
    assert set().union(*(HAND_INS[name].lost() for name in names)) == set(course.spec.rubric)
    chatting = [HAND_INS[name] for name in names if not HAND_INS[name].lost() >= set(EXTRA)]
    assert set().union(*(one.lost() for one in chatting)) == set(EXTRA)
    innocent = [name for name in names if not HAND_INS[name].lost() & main]
    assert len(innocent) >= 14
    assert len(names) - len(innocent) >= 14


def test_every_mistake_is_a_folder_of_the_one_shape(course: Course) -> None:
    """Why, what is expected, and what was handed in; every verdict is about a known item."""
    for folder in (ASSIGNMENT / "mistakes").iterdir():
        assert {child.name for child in folder.iterdir()} == {"expect.yaml", "submission"}
    samples = {path.name for path in SAMPLES.iterdir()} - {"expect.yaml"}
    assert {f"samples/{name}" for name in samples} <= set(HAND_INS)
    for hand_in in HAND_INS.values():
        assert hand_in.path.exists()
        assert hand_in.why.startswith(("Innocent: ", "Wrong: ")) or hand_in.path.parent == SAMPLES
        assert set(hand_in.verdicts) <= set(course.spec.rubric)
        assert {verdict for allowed in hand_in.verdicts.values() for verdict in allowed} <= set(
            VERDICTS
        )


def test_no_verdict_depends_on_how_many_are_graded_at_once() -> None:
    """One scene at a time, or sixteen of each hand-in and all hand-ins together: the same."""
    paths = {name: HAND_INS[name].path for name in HANDFUL}

    def found(hand_ins: int, scenes: int) -> dict[str, list[tuple[str, str, float]]]:
        with grading(Order(ASSIGNMENT, paths, hand_ins, scenes)) as results:
            return {
                name: [(item.id, item.verdict, item.points) for item in results[name].items]
                for name in paths
            }

    assert found(1, 1) == found(len(paths), 16)
