"""The assignment 'who spoke first': what its hand-ins show beyond the verdicts that they must get.

What they must get is tested with that of all other assignments, in ``test_assignments.py``.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from harness import audit, pipeline
from harness.audit import HandIn
from harness.model.result import PASS, UNOBSERVABLE, Result
from harness.pipeline import Course
from tests.grader import Order, grading

# all in one worker of the test run, which has read the expectations
pytestmark = [pytest.mark.xdist_group("first-message"), pytest.mark.timeout(1500)]

ROOT = Path(__file__).parents[1]
ASSIGNMENT = ROOT / "assignments" / "first-message"
SAMPLES = ROOT / "submissions" / "first-message"
EXTRA = ("relay", "bye", "console")
OLDEST_COMMON = (3, 9)  # no Python before this is had by a machine that was set up today

# One that is all right, and one of each way to be wrong: early, never, stuck, in the wrong order.
HANDFUL = (
    "mistakes/chat-in-the-same-programs/submission",
    "mistakes/reads-early-shows-nobody/submission",
    "mistakes/order-of-connection/submission",
    "mistakes/server-deadlock/submission",
    SAMPLES / "maple-vi",
)


@pytest.fixture(scope="module")
def course() -> Course:
    """The assignment, and what this machine has."""
    return pipeline.prepare(ASSIGNMENT)


@pytest.fixture(scope="module")
def mistakes(course: Course) -> dict[str, HandIn]:
    """What the hand-ins in ``mistakes/`` must get."""
    return audit.mistakes(course.spec)


def differences(result: Result, allowed: Callable[[str], tuple[str, ...]]) -> list[str]:
    """The items whose verdict is not one that is ``allowed``, each with its reasons."""
    return [
        f"{item.id}: {item.verdict}, not {' or '.join(allowed(item.id))}: {item.note}"
        for item in result.items
        if item.verdict not in allowed(item.id)
    ]


def test_a_python_that_the_machine_lacks_costs_nothing(
    course: Course, mistakes: dict[str, HandIn]
) -> None:
    """What cannot be run is unobservable; what can be run or read is judged as always."""
    needing = {
        f"{each.path}": each
        for each in (*mistakes.values(), *audit.samples(course.spec, SAMPLES).values())
        if each.needs
    }
    assert needing
    source = {item.id for item in course.spec.rubric.values() if item.look is not None}
    order = Order(ASSIGNMENT, {name: Path(name) for name in needing}, 4, oldest=OLDEST_COMMON)
    with grading(order) as results:
        for name, hand_in in needing.items():
            result = results[name]

            def allowed(item: str, known: HandIn = hand_in) -> tuple[str, ...]:
                verdicts = known.verdicts.get(item, (PASS,))
                return verdicts if item in source else (*verdicts, UNOBSERVABLE)

            assert not differences(result, allowed), name
            unseen = [item for item in result.items if item.verdict == UNOBSERVABLE]
            assert {"first-established", "arrival-order"} <= {item.id for item in unseen}
            assert all("Python" in item.note for item in unseen)
            assert all("not counted as lost" in item.note for item in unseen)


def test_the_chat_and_the_main_part_are_each_known_by_enough(
    course: Course, mistakes: dict[str, HandIn]
) -> None:
    """Who attempts no chat loses all of it, which shows nothing: others lose each part alone."""
    main = set(course.spec.rubric) - set(EXTRA)
    short = [
        {item for item, allowed in each.verdicts.items() if PASS not in allowed}
        for each in mistakes.values()
    ]
    assert set().union(*(lost for lost in short if not lost >= set(EXTRA))) == set(EXTRA)
    innocent = [lost for lost in short if not lost & main]
    assert len(innocent) >= 14
    assert len(mistakes) - len(innocent) >= 14


def test_no_verdict_depends_on_how_many_are_graded_at_once() -> None:
    """One scene at a time, or sixteen of each hand-in and all hand-ins together: the same."""
    paths = {str(name): ASSIGNMENT / name for name in HANDFUL}

    def found(hand_ins: int, scenes: int) -> dict[str, list[tuple[str, str, float]]]:
        with grading(Order(ASSIGNMENT, paths, hand_ins, scenes)) as results:
            return {
                name: [(item.id, item.verdict, item.points) for item in results[name].items]
                for name in paths
            }

    assert found(1, 1) == found(len(paths), 16)
