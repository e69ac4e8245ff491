"""Each side of an innocent hand-in beside another side that fails at once."""

import pytest

from bench.halves import halves
from tests.grader import TOP

# Where a scene is played, this process forks, and pytest has threads; the child only plays it.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


@pytest.mark.parametrize(
    ("assignment", "name", "counted"),
    [
        ("first-message", "reference", "2 halves"),
        ("chat-room", "length-before-each-message", "2 halves"),
    ],
)
def test_a_whole_half_loses_nothing(assignment: str, name: str, counted: str) -> None:
    """Neither one that speaks plain text nor one that nobody but its own partner understands."""
    *lost, told = halves(TOP / "assignments" / assignment, name)
    assert lost == []
    assert counted in told
