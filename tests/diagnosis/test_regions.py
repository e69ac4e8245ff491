"""Roles of which a student writes regions only."""

from harness.diagnosis import regions
from harness.model.events import Wait
from tests.diagnosis.hand import hand_in, line, run

FILE = "def f(m):\n    # *** start ***\n    # say what\n    {0}\n    # *** end ***\n"
SHORT = line("server -> a: x")


def test_a_region_that_was_left_empty() -> None:
    """Comments and a pass are nothing; any statement is something."""
    empty = hand_in(run("a connects", SHORT), code={"server": FILE.format("pass")}, kit=["server"])
    (one,) = regions.left_empty(empty)
    assert (one.says, one.line) == ("The part that you were to write is still empty", 2)
    filled = hand_in(
        run("a connects", SHORT), code={"server": FILE.format("send(m)")}, kit=["server"]
    )
    assert not list(regions.left_empty(filled))


def test_a_region_that_waits() -> None:
    """Only a line between the marks is the student's: what is given waits as it should."""
    code = {"server": FILE.format("m = receive()") + "f(receive())\n"}

    def at(number: int) -> int:
        wait = Wait("server", "receive", ("a",), file="server.py", line=number, code="x")
        case = hand_in(run("a connects", SHORT, waits=[wait]), code=code, kit=["server"])
        return len(list(regions.blocks_the_loop(case)))

    assert (at(4), at(6)) == (1, 0)
