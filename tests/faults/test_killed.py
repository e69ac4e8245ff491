"""A process of the harness's own is killed: what it did is a fault, and no grade is another's.

Every kind that a scene has alive, at its beginning, in the middle and when all is over but the last
look.  `make faults` kills each of them at every moment of a scene, many times.
"""

import shutil
from collections.abc import Iterator

import pytest

from tests.faults import plays
from tests.faults.moments import GATE
from tests.faults.strike import strike
from tests.house import OWN, House

_GRADER, _PLAYER = "process that graded it", "process that played it"
_SANDBOX, _SCREEN = "server: its sandbox", "server: its X server"


@pytest.fixture
def house() -> Iterator[House]:
    """A place of its own, gone afterwards."""
    house = House(OWN)
    yield house
    shutil.rmtree(house.path)


@pytest.mark.parametrize(
    ("play", "kind", "moment", "cause"),
    [
        ("plain", "worker", "12", _GRADER),
        ("plain", "porter", "12", _PLAYER),
        ("link", "keeper", "12", _PLAYER),  # with all that lies between its roles
        ("plain", "sandbox", "12", _SANDBOX),
        ("plain", "init", GATE, _SANDBOX),
        ("plain", "init", "12", _SANDBOX),
        ("window", "screen", "13", _SCREEN),
    ],
)
def test_a_killed_process_is_a_fault(
    house: House, play: str, kind: str, moment: str, cause: str
) -> None:
    """It is named; nothing is left behind, and who was graded beside it has full marks."""
    plays.write(house.path, play, 2)
    struck = strike(house, moment, kind)
    assert struck.killed == 1
    assert sorted(struck.verdicts, key=sorted) == [{"fault"}, {"pass"}], struck.said
    assert all(f"{cause} was killed (SIGKILL)" in note for note in struck.notes), struck.notes


def test_a_process_that_is_killed_when_all_is_over(house: House) -> None:
    """Then a right hand-in has either its full marks or no verdict at all."""
    plays.write(house.path, "plain", 2)
    struck = strike(house, "Ended", "init")
    assert struck.at.endswith(" Ended stage")
    assert struck.killed == 1
    assert struck.harmless, struck.said
