"""Who has only begun is waited for, by whatever clock it sleeps."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bench.corpus.case import Case
from harness.model.events import Started
from harness.stage import director as directing
from harness.stage import sleeps
from harness.stage.director import Director
from harness.stage.pace import Pace
from harness.stage.patience import Patience
from harness.stage.quiet import Judgement, State
from harness.stage.rolepage import Timer
from harness.stage.sleeps import Sleep
from harness.stage.threads import Look
from harness.stage.timekeeper import Due
from tests.stage.support import Room

_CASE = Case("begins", {"program": "pass\n"})
_LOOK = Look(7, 7, "S", "", "")
_NAPS = Sleep(sleeps.CLOCK, "nanosleep", limit=1.0)
_WAITS = Sleep(sleeps.ACCEPT, "accept")
_TYPED_TO = Sleep(sleeps.KEYBOARD, "read")
_PAUSES = Sleep(sleeps.SIGNAL, "pause")
_SECOND = 1_000_000_000


@pytest.mark.parametrize(
    ("sleeping", "state", "rings", "screen", "begins"),
    [
        ((_NAPS,), State.RESTING, False, False, True),
        ((_PAUSES,), State.RESTING, True, False, True),
        ((_WAITS,), State.RESTING, False, False, False),
        ((_TYPED_TO,), State.RESTING, True, False, False),
        ((_NAPS, _TYPED_TO), State.RESTING, False, False, False),
        ((_NAPS,), State.RESTING, False, True, False),
        ((_WAITS,), State.BUSY, False, True, True),
    ],
)
def test_who_will_wake_by_itself_is_about_to_begin(
    sleeping: tuple[Sleep, ...],
    state: State,
    rings: bool,
    screen: bool,
    begins: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """But not who needs somebody that types, or looks at its window, to do anything."""
    there = [(_LOOK, sleep, "program", 1) for sleep in sleeping]
    monkeypatch.setattr(directing, "people", lambda *_: there)
    started = [Started(n=0, at=0, who="program", argv=())]
    scene = SimpleNamespace(sees_threads=True, keeper=None)
    scene.recorder = SimpleNamespace(events=started)
    scene.clocks = SimpleNamespace(alarm_runs=lambda _: rings)
    with Room() as room:
        job = room.job(_CASE)
    job.programs["program"] = replace(job.programs["program"], screen=screen)
    director = Director(cast("Any", scene), job, cast("Any", SimpleNamespace(over=False)))
    assert director._begins(Judgement(state)) == begins
    started.clear()
    assert not director._begins(Judgement(state))


@pytest.mark.parametrize(
    ("sleep", "seconds", "rung", "settled"),
    [
        (_PAUSES, 1, 0, False),
        (_PAUSES, 9, 0, True),  # as a long nap
        (_PAUSES, 1, 3, True),  # it ticks
        (_WAITS, 1, 0, True),  # a limit for something else
    ],
)
def test_an_alarm_that_is_waited_for_is_a_nap(
    sleep: Sleep, seconds: int, rung: int, settled: bool
) -> None:
    """Whoever sleeps so before it listens, or connects, is not met before it does."""
    deadline = seconds * _SECOND
    due = Due(deadline, None, 7, 0, Timer(0, 7, 0, deadline, 0, 14, 0, 0, 0))
    keeper = SimpleNamespace(now=0, advance=lambda _: None, wake=lambda _: None)
    pace = Pace(cast("Any", keeper), Patience())
    judgement = Judgement(State.TICKING, [_LOOK], [sleep], dues=[due])
    for _ in range(rung):
        pace.jump([due], seconds, judgement)
    assert pace.settled(judgement) == settled
    slept = seconds if sleep is _PAUSES and rung == 0 else 0
    assert pace.nap(judgement) == pace.limit(judgement) == slept
