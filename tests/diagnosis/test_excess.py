"""Programs that were ended at a bound of theirs."""

from dataclasses import replace

import pytest

from harness.diagnosis import excess
from harness.diagnosis.case import Case
from harness.model.events import STAGE, Limit
from tests.diagnosis.hand import hand_in, line, run


def ended(what: str, *, who: str = "server", at: int = 9, actor: str = "server") -> Case:
    """``who`` was ended at its limit, and a line of ``actor`` was not met at event ``at``."""
    told = run("a connects\na -> server: Alice", line(f"{actor} prints: Alice", at=at))
    over = Limit(n=2, at=2, who=who, what=what, detail="128 processes")
    return hand_in(replace(told, events=(*told.events, over)))


@pytest.mark.parametrize("what", ["output", "memory", "processes", "cpu"])
def test_what_went_on_and_on_is_told(what: str) -> None:
    """Which of its bounds it came to, and the item that it lost by that."""
    (one,) = excess.ended_for_excess(ended(what))
    assert (one.kind, one.items) == ("excess", ("one",))
    assert one.happened == "server was ended at its limit of 128 processes"


def test_what_was_lost_for_another_reason_is_not_told() -> None:
    """Before it was ended, by another program, or where only the scene's own time was over."""
    assert not list(excess.ended_for_excess(ended("output", at=1)))
    assert not list(excess.ended_for_excess(ended("output", actor="a")))
    assert not list(excess.ended_for_excess(ended("output", who="a")))
    assert not list(excess.ended_for_excess(ended("patience", who=STAGE)))
