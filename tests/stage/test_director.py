"""What the director of a scene makes of a judgement."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from bench.corpus.case import Case
from harness.model.events import Printed
from harness.stage import bounds
from harness.stage.director import Director
from harness.stage.quiet import Judgement, State
from tests.stage.support import Room

_CASE = Case("ticks", {"program": "pass\n"})


@pytest.mark.parametrize(("found", "silent"), [(True, 0.0), (False, 5.0)])
def test_what_a_judgement_finds_has_happened(
    found: bool, silent: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes just before a judgement is written down by it, and ends the silence as well."""
    events: list[Printed] = []
    recorder = SimpleNamespace(events=events)
    scene = cast("Any", SimpleNamespace(sees_threads=False, keeper=None, recorder=recorder))
    scene.only_looked = False

    def judge(_: bool) -> Judgement:
        if found:
            events.append(Printed(n=0, at=0, who="program", data=b"tick\n"))
        return Judgement(State.MOVING)

    monkeypatch.setattr(bounds, "enforce", lambda *_: None)
    with Room() as room:
        director = Director(scene, room.job(_CASE), cast("Any", SimpleNamespace(over=False)))
    monkeypatch.setattr(director, "_judge", SimpleNamespace(judge=judge))
    director.patience.silent = 5.0
    assert director._consider(overdue=False, awakened=False)
    assert director.patience.silent == silent
