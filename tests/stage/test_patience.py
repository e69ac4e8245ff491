"""Own time: it passes while the stage rests or computes, and stands while it has no processor."""

import pytest

from harness.stage.patience import Patience
from harness.stage.threads import Look


class Clock:
    """The time, how long the keeper waited, and looks at one thread."""

    def __init__(self) -> None:
        self.now = 100.0
        self.keeper = 0.0
        self.ran = 0.0
        self.waited = 0.0

    def look(self, state: str = "S", thread: int = 7) -> list[Look]:
        """A look at the thread as it is now."""
        runs = f"{int(self.ran * 1e9)} {int(self.waited * 1e9)} 1"
        return [Look(7, thread, state, "", runs)]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that the test moves."""
    clock = Clock()
    monkeypatch.setattr("harness.stage.patience.time.monotonic", lambda: clock.now)
    monkeypatch.setattr(Patience, "_keeper", lambda _: clock.keeper)
    return clock


def test_resting(clock: Clock) -> None:
    """While all sleep, own time is time."""
    own = Patience()
    clock.now += 3
    own.pass_time(clock.look())
    assert own.silent == pytest.approx(3)
    assert own.total == pytest.approx(3)


def test_an_event(clock: Clock) -> None:
    """An event ends the silence, and not the scene's time."""
    own = Patience()
    clock.now += 3
    own.happened()
    clock.now += 2
    own.pass_time(clock.look())
    assert own.silent == pytest.approx(2)
    assert own.total == pytest.approx(5)


def test_a_thread_that_waited(clock: Clock) -> None:
    """What a thread waited for a processor is left out."""
    own = Patience()
    own.pass_time(clock.look())
    clock.now += 3
    clock.waited += 2
    own.pass_time(clock.look())
    assert own.silent == pytest.approx(1)


def test_a_thread_that_still_waits(clock: Clock) -> None:
    """A wait that is not over yet, and so not counted by the kernel, is left out as well."""
    own = Patience()
    own.pass_time(clock.look("R"))
    clock.now += 3
    clock.ran += 0.5
    own.pass_time(clock.look("R"))
    assert own.silent == pytest.approx(0.5)


def test_a_busy_loop_under_load(clock: Clock) -> None:
    """Own time of a program that computes goes on at the pace at which it gets to compute."""
    own = Patience()
    for _ in range(100):
        clock.now += 0.02
        clock.keeper += 0.015
        own.pass_time([])
        clock.now += 0.02
        clock.keeper += 0.015
        clock.ran += 0.01
        clock.waited += 0.03
        own.pass_time(clock.look("R"))
    assert own.total == pytest.approx(1.0)


def test_nothing_is_left_out_twice(clock: Clock) -> None:
    """The keeper and the threads wait side by side; more than all cannot be left out."""
    own = Patience()
    clock.now += 1
    clock.keeper += 1
    own.pass_time([])
    clock.waited += 5
    own.pass_time(clock.look())
    assert own.silent == pytest.approx(0)
    clock.now += 1
    own.pass_time(clock.look())
    assert own.silent == pytest.approx(1)


def test_a_hold(clock: Clock) -> None:
    """Time in which the stage was held is none of the scene's."""
    own = Patience()
    clock.now += 1
    own.pass_time(clock.look())
    clock.now += 60
    own.leave_out()
    clock.now += 1
    own.pass_time(clock.look())
    assert own.total == pytest.approx(2)


def test_processor_time(clock: Clock) -> None:
    """What a role used is the sum over its threads, the gone ones too."""
    own = Patience()
    clock.ran = 2
    own.use("a", clock.look()[0])
    own.use("a", clock.look(thread=8)[0])
    own.use("b", clock.look(thread=9)[0])
    assert own.used("a") == pytest.approx(4)
    assert own.used_by_all() == pytest.approx(6)
