"""How long a story waits for what may never come, and what counts as coming."""

from types import SimpleNamespace
from typing import Any

import pytest

from harness.model.casting import Limits
from harness.model.events import STAGE, Asked, Lull, Printed, Typed
from harness.stage.endurance import Endurance
from harness.stage.quiet import State
from harness.stage.recorder import Recorder


def _bounds(
    silent: float, spun: float, asleep: float = 0.0, spins: bool = False, used: float = 0.0
) -> Any:
    pace: Any = SimpleNamespace(spun=spun, asleep=lambda _: asleep, longest=lambda _, __: 0.0)
    patience: Any = SimpleNamespace(silent=silent, most_used=lambda: used)
    judgement: Any = SimpleNamespace(state=State.BUSY, longest=0.0)
    found = Endurance(Limits(patience=8.0), pace, patience)
    found.spins = spins
    return found.silence(judgement, awaited=True, delay=None)


def test_who_spins_is_given_up_on() -> None:
    """Patience ends once it has computed for as long without a rest; later on it ends sooner."""
    assert _bounds(8.5, spun=8.5)[0] == 8.0
    assert _bounds(2.5, spun=2.5, spins=True)[0] == 2.0


@pytest.mark.parametrize(("spun", "asleep"), [(0.1, 0.0), (20.0, 5.0)])
def test_who_naps_or_spins_beside_a_sleeper_is_not(spun: float, asleep: float) -> None:
    """Its silence was made of naps, or the clock goes on for the sleeper while it computes."""
    assert _bounds(25.0, spun=spun, asleep=asleep)[0] > 25.0


@pytest.mark.parametrize(
    ("asleep", "used", "waited_for"),
    [(10.0, 1.0, True), (10.0, 9.0, False), (600.0, 0.0, False)],
)
def test_who_computes_may_not_do_so_until_a_long_sleep_is_over(
    asleep: float, used: float, waited_for: bool
) -> None:
    """It would be ended at its bound before that, and the story with it."""
    assert (_bounds(8.5, spun=8.5, asleep=asleep, used=used)[0] > 8.5) is waited_for


def test_a_turn_in_which_lines_come_is_as_long_as_they_take() -> None:
    """Its bound counts from the last line that came, and anew in another turn."""
    patience: Any = SimpleNamespace(turn=0.0)
    story: Any = SimpleNamespace(lacking=3, goes_on=False)
    nobody: Any = SimpleNamespace()
    found = Endurance(Limits(turn=50.0), nobody, patience)

    def bound(turn: float, lacking: int) -> float:
        patience.turn, story.lacking = turn, lacking
        found.follow(story)
        return found.ticking(story, nobody, delay=None)[1]

    assert [bound(1.0, 3), bound(20.0, 3), bound(25.0, 2), bound(60.0, 2)] == [50, 50, 75, 75]
    assert bound(70.0, 1) == 120
    assert [bound(2.0, 4), bound(40.0, 4)] == [50, 50]


def test_a_slow_link_is_waited_for() -> None:
    """What a link delays is on its way for that long, whatever else is awaited."""
    awake: Any = SimpleNamespace(nap=lambda _: 0.0, limit=lambda _: 0.0)
    patience: Any = SimpleNamespace(turn=0.0)
    story: Any = SimpleNamespace(lacking=False, goes_on=False)
    bound, turn = Endurance(Limits(), awake, patience).ticking(story, awake, delay=20.0)
    assert turn >= bound > 20.0


@pytest.mark.parametrize(
    ("goes_on", "nap", "waits"),
    [(True, 10.0, True), (True, 13.0, False), (False, 25.0, True), (False, 60.0, False)],
)
def test_a_never_waits_for_who_sleeps(goes_on: bool, nap: float, waits: bool) -> None:
    """Until the sleep is over, and a second more; but no longer than for a line that must come."""
    pace: Any = SimpleNamespace(nap=lambda _: nap, limit=lambda _: nap)
    patience: Any = SimpleNamespace(turn=0.0, silent=0.0)
    story: Any = SimpleNamespace(lacking=0, goes_on=goes_on)
    bound, turn = Endurance(Limits(), pace, patience).ticking(story, pace, delay=None)
    assert (bound, turn >= bound) == (nap + 1 if waits else 1.0, True)


@pytest.mark.parametrize("goes_on", [True, False])
def test_at_the_end_a_never_waits_for_who_gives_up(goes_on: bool) -> None:
    """Who waits with a limit is spoken to as long as the story goes on, and no more after that."""
    pace: Any = SimpleNamespace(nap=lambda _: 0.0, limit=lambda _: 5.0)
    patience: Any = SimpleNamespace(turn=0.0, silent=0.0)
    story: Any = SimpleNamespace(lacking=0, goes_on=goes_on)
    bound, _ = Endurance(Limits(), pace, patience).ticking(story, pace, delay=None)
    assert bound == (1.0 if goes_on else 6.0)


def test_what_the_stage_only_notes_is_caused_by_nobody() -> None:
    """What a program does counts, and what is done to it; not a rest, nor that it asks."""
    recorder = Recorder(lambda _: None)
    recorder.add(Printed, "a", data=b"x")
    recorder.add(Asked, "a")
    recorder.add(Lull, STAGE)
    recorder.add(Typed, "a", data=b"y")
    assert recorder.caused == 2
