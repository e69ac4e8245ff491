"""Holding a stage still: what may not happen then is noticed, whatever it is."""

import os
import select
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest

from harness.stage.hold import Hold
from harness.stage.quiet import Judgement, State
from harness.stage.sockets import ESTABLISHED, Socket
from harness.stage.threads import Look

LOOK = Look(7, 7, "S", "0 0x0 0x0 0x0 0x0 0x0 0x0", "1 2 3")


@dataclass
class Stage:
    """A scene and its judge in one; what they answer is set beforehand."""

    reader: int
    happens: bool = False
    packets: list[int] = field(default_factory=lambda: [4, 4, 4])
    looks: list[Look] = field(default_factory=lambda: [LOOK])

    def ready(self, milliseconds: float = 0) -> set[int]:
        """What can be read, waiting so long."""
        return set(select.select([self.reader], [], [], milliseconds / 1000)[0])

    def collect(self) -> bool:
        """Whether anything happened."""
        return self.happens

    def crossed(self) -> int:
        """How many packets there were."""
        return self.packets.pop(0)

    def latest(self) -> str:
        """The newest event."""
        return "Printed"

    def look(self) -> list[Look]:
        """Every thread."""
        return self.looks


@pytest.fixture
def stage() -> Iterator[Stage]:
    """A stage on which nothing happens."""
    reader, writer = os.pipe()
    os.write(writer, b"!")  # so that nobody waits for long
    yield Stage(reader)
    os.close(reader)
    os.close(writer)


def _held(stage: Stage, judgement: Judgement) -> list[str]:
    hold = Hold(0.001)
    hold.watch(cast("Any", stage), cast("Any", stage), judgement)
    assert hold.count == 1
    return hold.disturbances


def _judgement(table: tuple[Socket, ...] = ()) -> Judgement:
    return Judgement(State.QUIET, [LOOK], [], list(table))


def test_nothing_happens(stage: Stage) -> None:
    """A stage that nothing disturbs while it is held is reported as such."""
    assert _held(stage, _judgement()) == []


def test_an_event(stage: Stage) -> None:
    """An event during the hold is named."""
    stage.happens = True
    assert "Printed" in _held(stage, _judgement())[0]


def test_a_packet(stage: Stage) -> None:
    """A packet that is no event (an acknowledgement) counts as well."""
    stage.packets = [4, 6, 6]
    assert "2 packets" in _held(stage, _judgement())[0]


def test_a_question_for_room(stage: Stage) -> None:
    """But a blocked sender may go on asking whether there is room."""
    stage.packets = [4, 6, 6]
    here, there = ("127.0.0.1", 1), ("127.0.0.1", 2)
    asking = Socket("tcp", ESTABLISHED, 4, 10, here, there, 0, 99, 5, denied=True)
    assert _held(stage, _judgement((asking,))) == []


@pytest.mark.parametrize(
    ("looks", "word"),
    [
        ([LOOK._replace(runs="1 2 4")], "ran"),
        ([LOOK._replace(state="Z", call="")], "ran"),
        ([LOOK, LOOK._replace(thread=8)], "new"),
        ([], "ended"),
    ],
)
def test_a_thread(stage: Stage, looks: list[Look], word: str) -> None:
    """A thread that ran, began or ended counts as well, though it left no other trace."""
    stage.looks = looks
    assert word in _held(stage, _judgement())[0]


def test_a_stage_that_ticks_is_held_ever_more_rarely() -> None:
    """Each quiet is held; of the ticks the first, the fourth, the sixteenth."""
    hold = Hold(0.001)
    ticking = Judgement(State.TICKING)
    held = [number for number in range(1, 65) if hold.wanted(ticking)]
    assert held == [1, 4, 16, 64]
    assert all(hold.wanted(_judgement()) for _ in range(3))
