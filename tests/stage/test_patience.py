"""The time of a stage: it passes as its programs compute or rest, not as the machine is busy."""

from types import SimpleNamespace
from typing import Any

import pytest

from harness.stage.pace import Pace
from harness.stage.patience import Patience
from harness.stage.quiet import Judgement, State
from harness.stage.sleeps import Sleep
from harness.stage.threads import Look
from harness.stage.timekeeper import Due


class Clock:
    """A watch, how long the keeper waited for its processor, and looks at threads."""

    def __init__(self) -> None:
        self.now = 100.0
        self.keeper = 0.0
        self.ran: dict[int, float] = {7: 0.0}

    def see(self, state: State, under_way: bool = False) -> Judgement:
        """A judgement now."""
        looks = [self.look(thread) for thread in self.ran]
        return Judgement(state, [] if state is State.MOVING else looks, under_way=under_way)

    def go(self, own: Patience, state: State, seconds: float) -> None:
        """So much time passes, with a judgement in every half second."""
        for _ in range(round(2 * seconds)):
            self.now += 0.5
            own.pass_time(self.see(state))

    def look(self, thread: int) -> Look:
        """A look at one thread."""
        return Look(7, thread, "S", "", f"{int(self.ran[thread] * 1e9)} 0 1")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that the test moves."""
    clock = Clock()
    monkeypatch.setattr("harness.stage.patience.time.monotonic", lambda: clock.now)
    monkeypatch.setattr(Patience, "_waited", lambda _: clock.keeper)
    return clock


def test_resting(clock: Clock) -> None:
    """While all sleep and a clock of the machine's runs, time is time."""
    own = Patience()
    clock.go(own, State.RESTING, 3)
    assert own.silent == own.turn == own.total == pytest.approx(3)


def test_resting_on_a_busy_machine(clock: Clock) -> None:
    """What the keeper waited for its processor is left out."""
    own = Patience()
    clock.now += 3
    clock.keeper += 2.75
    own.pass_time(clock.see(State.RESTING))
    assert own.silent == pytest.approx(0.25)


@pytest.mark.parametrize("state", [State.RESTING, State.BUSY])
def test_a_machine_that_was_paused(clock: Clock, state: State) -> None:
    """While the keeper itself did nothing no program is given up on."""
    own = Patience()
    clock.go(own, state, 1)
    before = own.silent
    clock.now += 3600
    own.pass_time(clock.see(state))
    assert own.silent - before <= 0.5


def test_computing(clock: Clock) -> None:
    """While programs compute, time is what the thread that got most of the processor used."""
    own = Patience()
    own.pass_time(clock.see(State.BUSY))
    clock.now += 3
    clock.ran = {7: 0.5, 8: 2.0}
    assert own.pass_time(clock.see(State.BUSY)) == pytest.approx(2)
    clock.now += 3
    clock.ran = {7: 1.5, 8: 2.5}
    assert own.pass_time(clock.see(State.BUSY)) == pytest.approx(1)
    assert own.total == pytest.approx(3)


def test_a_program_that_gets_no_processor(clock: Clock) -> None:
    """Who waits for a processor or for a disk is given ten times as long."""
    own = Patience()
    clock.go(own, State.BUSY, 50)
    assert own.silent == pytest.approx(5)


def test_what_moves_takes_no_time(clock: Clock) -> None:
    """While something is under way, or nothing can happen, no time passes."""
    own = Patience()
    for state in (State.MOVING, State.QUIET, State.TICKING):
        clock.now += 9
        own.pass_time(clock.see(state))
    assert own.total == 0


@pytest.mark.usefixtures("clock")
def test_a_jump_of_the_clock() -> None:
    """A jump is time; a wait in vain is not counted against the scene."""
    own = Patience()
    own.jump(30)
    assert own.silent == own.turn == own.total == 30
    own.forgive(30)
    assert (own.silent, own.total) == (30, 0)


def test_what_lasts_since_a_jump(clock: Clock) -> None:
    """Who was woken by a jump has been silent for what passed since, in which it could have run."""
    own = Patience()
    clock.go(own, State.RESTING, 2)
    own.jump(30)
    told = [own.since_a_jump]
    clock.go(own, State.RESTING, 3)
    told.append(own.since_a_jump)
    own.happened()
    clock.go(own, State.RESTING, 1)
    told.append(own.since_a_jump)
    assert [round(each) for pair in told for each in pair] == [0, 0, 3, 3, 1, 4]
    assert own.total == pytest.approx(36)


@pytest.mark.usefixtures("clock")
def test_an_event_and_an_action() -> None:
    """An event ends the silence, an action the turn, and neither the scene's time."""
    own = Patience()
    own.jump(3)
    own.happened()
    own.jump(2)
    assert (own.silent, own.turn, own.total) == (2, 5, 5)
    own.acted()
    assert (own.silent, own.turn, own.total) == (0, 0, 5)


def test_a_hold(clock: Clock) -> None:
    """Time in which the stage was held is none of the scene's."""
    own = Patience()
    clock.go(own, State.RESTING, 1)
    clock.now += 60
    own.leave_out()
    clock.go(own, State.RESTING, 1)
    assert own.total == pytest.approx(2)


def test_processor_time(clock: Clock) -> None:
    """What a role used is the sum over its threads, the gone ones too."""
    own = Patience()
    clock.ran = {7: 2.0, 8: 2.0, 9: 2.0}
    own.use("a", clock.look(7))
    own.use("a", clock.look(8))
    own.use("b", clock.look(9))
    assert own.used("a") == pytest.approx(4)
    assert own.used_by_all() == pytest.approx(6)


_ASLEEP = Look(7, 8, "S", "230 0", "1000000000 0 5")


@pytest.mark.parametrize(
    ("seen", "limit", "done"),
    [
        (_ASLEEP, None, False),  # it has yet to run
        (_ASLEEP._replace(state="R", call="running", runs="1200000000 0 6"), 1e9, False),
        (_ASLEEP._replace(runs="1200000000 0 6"), 0.005, False),  # wants the interpreter
        (_ASLEEP._replace(runs="1200000000 0 6"), None, True),
        (_ASLEEP._replace(state="R", call="running", runs="1400000000 0 6"), 1e9, True),
    ],
)
def test_who_is_woken_beside_one_that_computes_is_waited_for(
    seen: Look, limit: float | None, done: bool
) -> None:
    """Until it has run and sleeps again, or computes itself: nobody has polled before."""
    keeper: Any = SimpleNamespace(now=1, advance=lambda _: None, wake=lambda _: None)
    pace = Pace(keeper, Patience())

    def judged(seen: Look, limit: float | None) -> Judgement:
        return Judgement(State.BUSY, [seen], [Sleep("clock", "", limit=limit)])

    woken = judged(_ASLEEP, None)
    woken.dues = [Due(1, None, 7, 8)]
    pace.follow(woken, 0.1)
    assert not pace.breathed(woken)
    assert pace.breathed(judged(seen, limit)) == done
