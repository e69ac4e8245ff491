"""Many scenes at once: each in a world of its own, so that none knows of another."""

import os
import pickle
import select
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from harness.model.casting import Recording, SceneJob
from harness.model.errors import MachineError
from harness.model.play import Outcome, Performance
from harness.model.timeline import Timeline
from harness.stage import keeper, kernel, sandbox, world

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Order:
    """One scene to play: ``performance`` makes a fresh story for it.

    ``hold``: seconds that the stage is held still after each quiet (see ``stage.hold``); 0: not.
    """

    job: SceneJob
    performance: Callable[[], Performance]
    explain: bool = False
    hold: float = 0.0


@dataclass(frozen=True, slots=True)
class Played:
    """A scene that was played.  ``outcome`` is None if the recording is a fault."""

    order: Order
    recording: Recording
    outcome: Outcome | None


def play(orders: Iterable[Order], at_once: int) -> Iterator[Played]:
    """Play scenes, at most ``at_once`` together; yield each as it ends (in any order).

    A scene in which the harness itself fails comes back as a fault.  Raises MachineError when
    bubblewrap is not there.
    """
    ready()
    waiting = iter(orders)
    live: dict[int, tuple[Order, world.Tenant, list[bytes]]] = {}
    try:
        more = True
        while more or live:
            while more and len(live) < at_once:
                order = next(waiting, None)
                if order is None:
                    more = False
                    break
                tenant = _begin(order)
                live[tenant.reader] = (order, tenant, [])
            for reader in select.select(list(live), [], [])[0] if live else ():
                order, tenant, parts = live[reader]
                data = os.read(reader, _CHUNK)
                if data:
                    parts.append(data)
                    continue
                del live[reader]
                tenant.leave()
                yield _played(order, b"".join(parts))
    finally:
        for _, tenant, _ in live.values():
            tenant.end()


def ready() -> None:
    """Prepare for playing.  Raises MachineError where no scene can be played, with what would help."""
    if sandbox.bubblewrap() is None:
        raise MachineError("bubblewrap is not installed (sudo apt-get install bubblewrap)")
    if not kernel.numbers():
        raise MachineError("the system calls of this processor are not known to the harness")
    sandbox.prepare()
    _try_a_world()


@cache
def _try_a_world() -> None:
    tenant = world.settle(lambda made: b"=")
    answer = b""
    while part := os.read(tenant.reader, _CHUNK):
        answer += part
    tenant.leave()
    if answer != b"=":
        lines = answer[1:].decode("utf-8", "replace").strip().splitlines()
        why = lines[-1] if lines else "it ended without a word"
        raise MachineError(f"no world of its own can be made here: {why} (see: grade.py doctor)")


def _begin(order: Order) -> world.Tenant:
    work = keeper.work(order.job, order.performance(), order.explain, order.hold)
    return world.settle(work, keeper.addresses(order.job))


def _played(order: Order, answer: bytes) -> Played:
    if answer.startswith(b"="):
        recording, outcome = pickle.loads(answer[1:])
        return Played(order, recording, outcome)
    text = answer[1:].decode("utf-8", "replace").strip()
    why = text.splitlines()[-1] if text else "the stage ended without a word"
    job = order.job
    timeline = Timeline(job.scene, job.cast, job.row, job.run, dict(job.by), ())
    recording = Recording(timeline, b"", keeper.ISOLATED, 0.0, 0.0, fault=f"{why}\n{text}")
    return Played(order, recording, None)
