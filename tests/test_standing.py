"""From a score to the grade that goes out: the policy of a course."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from harness.grading import stand
from harness.model.handin import Handed
from harness.model.policy import Late, Policy
from harness.spec import load

PAGE = (Path(__file__).parents[1] / "docs" / "spec.md").read_text(encoding="utf-8")
SECTION = PAGE[PAGE.index("### late and most") : PAGE.index("## The story")]
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in SECTION[SECTION.index("| score ") :].splitlines()[2:]
    if line.startswith("|")
]
TIMES = {"minute": 60, "hour": 3600, "day": 86400}
DAY = 86400.0


def _policy(tmp_path: Path, tables: str) -> Policy:
    (tmp_path / "spec.yaml").write_text(
        "callsheet: 1\nroles: {a: {files: x}}\nrubric: {x: {by: person, is: 1 X}}\n" + tables,
        encoding="utf-8",
    )
    return load(tmp_path).policy


def _seconds(text: str) -> float:
    if not text:
        return 0.0
    number, unit = text.split()
    return float(number) * TIMES[unit.rstrip("s")]


def _late(seconds: float | None) -> Handed:
    return Handed(late=seconds is None or seconds > 0, seconds_late=seconds)


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_the_table_of_the_page_is_right(row: tuple[str, ...], tmp_path: Path) -> None:
    """Each row of docs/spec.md is what the policy above it gives."""
    found = re.search(r"```yaml\n(.*?)```", SECTION, re.DOTALL)
    assert found
    policy = _policy(tmp_path, found[1])
    score, extra, late, grade = row
    given_ = stand(float(score), float(extra), 100, _late(_seconds(late)), policy)
    assert given_.points == float(grade)


def test_the_page_has_rows() -> None:
    """The table is found where it is looked for."""
    assert len(ROWS) == 6


def test_points_a_day_are_points(tmp_path: Path) -> None:
    """``5 points`` does not depend on what the assignment is worth."""
    policy = _policy(tmp_path, "late: {per day: 5 points}\n")
    assert policy == Policy(Late(5.0, percent=False))
    assert stand(40, 0, 50, _late(DAY + 1), policy).points == 30


def test_an_unknown_lateness_costs_nothing() -> None:
    """Where only the fact is known, no point is lost, and the grade is not certain."""
    found = stand(90, 0, 100, _late(None), Policy(Late(10)))
    assert (found.points, found.taken, found.certain) == (90, 0, False)
    assert "not known" in found.note


def test_what_is_absent_is_nothing() -> None:
    """Who handed in nothing gets 0, whatever the rubric made of it."""
    assert stand(3, 2, 10, Handed(absent=True), Policy()).points == 0


def test_extra_credit_exceeds_unless_it_may_not() -> None:
    """Without a bound 105 of 100 stay; with one the bound does."""
    assert stand(95, 10, 100, None, Policy()).points == 105
    assert stand(95, 10, 100, None, Policy(most=100)).points == 100
    assert stand(95, 10, 100, None, Policy(most=102.5)).points == 102.5


def test_the_end_of_the_grace_is_within_it() -> None:
    """A second decides between nothing and a day, and the days after it likewise."""
    policy = Policy(Late(10, grace=600))
    found = [
        stand(100, 0, 100, _late(late), policy).points for late in (600, 601, 600 + DAY, 601 + DAY)
    ]
    assert found == [100, 90, 90, 80]


@given(
    some.floats(0, 200),
    some.floats(0, 50),
    some.floats(0, 30 * DAY),
    some.floats(0, 100),
    some.floats(0, 100),
)
def test_lateness_never_adds(
    score: float, extra: float, late: float, a_day: float, floor: float
) -> None:
    """A late grade is never above the one in time, never negative, and falls with time."""
    policy = Policy(Late(a_day, floor=floor), most=120)
    in_time = stand(score, extra, 100, None, policy).points
    now, later = (stand(score, extra, 100, _late(t), policy).points for t in (late, late + DAY))
    assert 0 <= later <= now <= in_time
    assert now >= round(min(in_time, floor), 2) - 0.01
