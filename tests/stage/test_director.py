"""What the director of a scene makes of a judgement."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bench.corpus.case import Case
from harness.model.events import Exited, Listening, Printed, Started
from harness.stage import bounds
from harness.stage.director import Director
from harness.stage.quiet import Judgement, State
from tests.stage.support import Room

_CASE = Case("ticks", {"program": "pass\n"})


@pytest.mark.parametrize(
    ("listens", "sees", "events", "begun"),
    [
        (True, True, ("start",), False),
        (True, True, ("start", "print"), False),
        (True, True, ("start", "print", "listen"), True),
        (True, True, ("start", "print", "exit"), True),
        (True, True, ("start", "listen", "start"), False),
        (False, True, ("start",), False),
        (False, True, ("start", "print"), True),
        # where nobody sees who listens, what is printed has to do
        (True, False, ("start", "print"), True),
    ],
)
def test_who_has_begun(listens: bool, sees: bool, events: tuple[str, ...], begun: bool) -> None:
    """Whoever has done something; but who is connected to has not before it listens."""
    made = {
        "start": Started(n=0, at=0, who="program", argv=()),
        "print": Printed(n=0, at=0, who="program", data=b"loading"),
        "listen": Listening(n=0, at=0, who="program", proto="tcp", address="", port=1),
        "exit": Exited(n=0, at=0, who="program", code=0),
    }
    recorder = SimpleNamespace(events=[made[each] for each in events])
    scene = cast("Any", SimpleNamespace(sees_threads=sees, keeper=None, recorder=recorder))
    with Room() as room:
        job = room.job(_CASE)
    job.programs["program"] = replace(job.programs["program"], listens=listens)
    director = Director(scene, job, cast("Any", SimpleNamespace(over=False)))
    assert (not director._yet_to_begin()) == begun


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
