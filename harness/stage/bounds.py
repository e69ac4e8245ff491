"""Bounds of one program, counted while the stage looks: processor time, processes, memory.

The kernel bounds each process (``sandbox.limit``); what a role's processes use together is counted
here, at each judgement, and a program that is over a bound is ended.
"""

import os

from harness.model.casting import Limits
from harness.model.events import Cue, Exited, Missed
from harness.stage import threads
from harness.stage.patience import Patience
from harness.stage.quiet import Judgement
from harness.stage.scene import Scene
from harness.stage.threads import Look

_PAGE = os.sysconf("SC_PAGE_SIZE")


class Held:
    """The memory that processes hold: asked anew only of those that have run since."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[list[str], int]] = {}

    def of(self, process: int, runs: list[str]) -> int:
        """Bytes in memory of a process whose threads have run so much."""
        known = self._known.get(process)
        if known is None or known[0] != runs:
            known = self._known[process] = runs, _resident(process)
        return known[1]


def enforce(
    scene: Scene, limits: Limits, looks: list[Look], patience: Patience, held: Held
) -> None:
    """End every program that is over a bound, and note what each has used."""
    counts: dict[str, dict[int, list[str]]] = {}
    for seen in looks:
        # what a program lets its X server hold and compute is its own
        role = scene.owners.role_of(seen.pid) or scene.screens.role_of(seen.pid)
        if role:
            patience.use(role, seen)
            counts.setdefault(role, {}).setdefault(seen.pid, []).append(seen.runs)
    for role, pids in counts.items():
        running = scene.running[role]
        if patience.used(role) > limits.cpu:
            scene.troupe.stop_for(running, "cpu", f"{limits.cpu:.0f} s of processor time")
        elif len(pids) > limits.processes:
            scene.troupe.stop_for(running, "processes", f"{limits.processes} processes")
        elif sum(held.of(pid, runs) for pid, runs in pids.items()) > limits.memory:
            scene.troupe.stop_for(running, "memory", f"{limits.memory >> 20} MiB of memory")


def left_alone(scene: Scene, judgement: Judgement) -> list[str]:
    """The roles whose programs have ended and left somebody, if a scene waits for these alone."""
    left = [role for role, running in scene.running.items() if running.leaves]
    pairs = zip(judgement.looks, judgement.sleeps, strict=False)
    moves = [
        one.pid for one, sleep in pairs if not one.sleeping or sleep.far or sleep.limit is not None
    ]
    alone = bool(moves) and {scene.owners.role_of(pid) for pid in moves} <= {*left}
    return left if alone else []


def goes_on(scene: Scene, role: str) -> bool:
    """Whether a role has done anything since its program has ended."""
    for event in reversed(scene.recorder.events):
        if isinstance(event, Exited) and event.who == role:
            return False
        if event.who == role and not isinstance(event, (Cue, Missed)):
            return True
    return False


def _resident(pid: int) -> int:
    words = threads.read(f"/proc/{pid}/statm").split()
    return int(words[1]) * _PAGE if len(words) > 1 else 0
