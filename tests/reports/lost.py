"""Results in which an item was lost, and the runs that lost it."""

from dataclasses import replace
from typing import Any

from harness.model import events as ev
from harness.model.result import Evidence, ItemResult, Result, SceneRun
from tests.reports import build

PASSED = ItemResult(
    "tcp", "TCP", 10, 10, "pass", evidence=(Evidence("x", "y", True, "order", "whole", "1", 1),)
)


def run_of(tape: build.Tape, scene: str = "order") -> SceneRun:
    """A run that left its story."""
    tape.add(ev.Ended, how="quiet")
    missing = ((0, "a", "server", 'a -> server: "Bob"'),)
    recorded = tape.timeline(1, "1", scene=scene)
    return SceneRun(scene, "whole", "1", 1, "quiet", 0.2, recorded=recorded, missing=missing)


def failed(scene: str = "order", **more: Any) -> ItemResult:
    """An item that a run of ``scene`` lost."""
    proof = Evidence("a -> server", "nothing", False, scene, "whole", "1", 1)
    given = {"extra": False, "hint": "Think of accept().", "evidence": (proof,), **more}
    return ItemResult(f"item-{scene}", f"Item {scene}", 0, 10, "fail", **given)


def result_of(*items: ItemResult, runs: tuple[SceneRun, ...] = (), **more: Any) -> Result:
    """A result of these items and runs."""
    given = {"programs": {"server": "server.py", "a": "client.py", "b": "client.py"}, **more}
    return replace(build.sample(), items=items, scenes=runs, problems=(), **given)
