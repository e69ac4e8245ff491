"""Many scenes at once, in worlds of their own, so that none knows of another."""

import contextlib
import os
import pickle
import select
from collections.abc import Callable, Iterable, Iterator
from dataclasses import field
from functools import cache, partial
from itertools import islice

from harness.model.casting import Recording
from harness.model.errors import MachineError
from harness.model.play import Outcome
from harness.model.quick import dataclass
from harness.model.timeline import Timeline
from harness.stage import keeper, kernel, keymap, sandbox, shared, world
from harness.stage.headroom import Headroom
from harness.stage.keeper import Order
from harness.stage.means import CONTAINER, ISOLATED, PLAIN

_CHUNK, _LENGTH = 1 << 20, 8
_SCENES_A_WORLD = 12
_TRIES = 3

__all__ = ["Order", "Played", "play", "ready", "settle"]


@dataclass(frozen=True, slots=True)
class Played:
    """A scene that was played.  ``outcome`` is None if the recording is a fault."""

    order: Order
    recording: Recording
    outcome: Outcome | None


def play(orders: Iterable[Order], at_once: int, mode: str = ISOLATED) -> Iterator[Played]:
    """Play scenes, at most ``at_once`` together; yield each as it ends (in any order).

    A scene in which the harness itself fails comes back as a fault.  ``mode``: in which kind of
    world; where it is the machine's own, one scene at a time.  Raises MachineError when nothing can
    be played so.
    """
    ready(mode)
    if mode != ISOLATED:
        at_once = 1
    waiting = iter(orders)
    while chunk := list(islice(waiting, _SCENES_A_WORLD * at_once)):
        if any(part.screen for order in chunk for part in order.job.programs.values()):
            keymap.ready()
        worlds = _Worlds(chunk, min(at_once, len(chunk)), mode)
        try:
            yield from worlds.play()
        finally:
            worlds.end()


class _Worlds:
    """Some worlds, and orders that are dealt to them, one each at a time."""

    def __init__(self, orders: list[Order], at_once: int, mode: str) -> None:
        self._orders, self._mode = orders, mode
        self._next = 0
        self._live: dict[int, _Playing] = {}
        for _ in range(at_once):
            self._begin()

    def play(self) -> Iterator[Played]:
        """Play every order; yield each as it ends."""
        while self._live:
            for reader in select.select(list(self._live), [], [])[0]:
                playing = self._live[reader]
                data = os.read(reader, _CHUNK)
                playing.heard += data
                answer = playing.answer()
                if answer is None and data:
                    continue
                order, room, gone = self._orders[playing.number], playing.room, ""
                if room:
                    room.ends()
                if not data or answer is None or answer.startswith(b"!"):
                    del self._live[reader]
                    gone = playing.tenant.leave()
                    if self._next < len(self._orders):
                        self._begin()
                else:
                    self._deal(reader)
                said = answer or bytes(playing.heard[_LENGTH:])
                played = _played(order, said, self._mode, gone)
                lost = room.lost(played.recording.timeline.events) if room else ""
                yield _fault(order, lost, lost, self._mode) if lost else played

    def end(self) -> None:
        """End every world that is still there."""
        for playing in self._live.values():
            playing.tenant.end()
        self._live.clear()

    def _begin(self) -> None:
        tenant = settle(partial(keeper.serve, self._orders), self._mode)
        self._live[tenant.answers] = _Playing(tenant)
        self._deal(tenant.answers)

    def _deal(self, reader: int) -> None:
        """Give a world its next order, or let it end if there is none."""
        playing = self._live[reader]
        if self._next == len(self._orders):
            del self._live[reader]
            playing.tenant.leave()
            return
        playing.number = self._next
        playing.room = Headroom(self._orders[self._next].job)
        playing.heard.clear()
        self._next += 1
        with contextlib.suppress(BrokenPipeError):  # a dead keeper is seen by its silence
            os.write(playing.tenant.orders, playing.number.to_bytes(keeper.NUMBER, "little"))


@dataclass(slots=True)
class _Playing:
    """A world, the number of the order that it plays, and what it has answered so far."""

    tenant: world.Tenant
    number: int = 0
    room: Headroom | None = None
    heard: bytearray = field(default_factory=bytearray)

    def answer(self) -> bytes | None:
        """The answer, once it is whole."""
        size = int.from_bytes(self.heard[:_LENGTH], "little")
        whole = len(self.heard) >= _LENGTH and len(self.heard) >= _LENGTH + size
        return bytes(self.heard[_LENGTH : _LENGTH + size]) if whole else None


def settle(serve: Callable[[world.World, int, int], None], mode: str) -> world.Tenant:
    """Begin a world of a mode's kind."""
    if mode == ISOLATED:
        return world.settle(serve)
    return shared.settle(serve, least=mode == PLAIN)


def ready(mode: str = ISOLATED) -> None:
    """Prepare for playing.  Raises MachineError, with what would help, where nothing can be."""
    if mode == PLAIN:
        return
    if not shared.LINUX:
        raise MachineError("there are namespaces, and a sight of what programs do, on Linux only")
    if not kernel.numbers():
        raise MachineError("the system calls of this processor are not known to the harness")
    if mode == ISOLATED and sandbox.bubblewrap() is None:
        raise MachineError("bubblewrap is not installed (sudo apt-get install bubblewrap)")
    sandbox.prepare()
    _try_a_world(mode)


@cache
def _try_a_world(mode: str) -> None:
    for _ in range(_TRIES):
        answer = world.ask(_nothing) if mode == ISOLATED else shared.ask(_mode_of)
        if answer:  # a world that was killed has said nothing, so it tells nothing of the machine
            break
    if answer not in (b"=", b"=" + mode.encode()):
        lines = answer[1:].decode("utf-8", "replace").strip().splitlines()
        why = lines[-1] if lines else "it ended without a word"
        raise MachineError(f"no world of its own can be made here: {why} (see: callsheet doctor)")


def _mode_of(made: world.World) -> bytes:
    """The mode that a world without namespaces turned out to be, or why it is not that."""
    assert made.means is not None
    if made.means.mode != CONTAINER:
        why = ", ".join(f"{name}: {said}" for name, said in made.means.lacks.items())
        return b"!" + why.encode()
    return b"=" + made.means.mode.encode()


def _nothing(_: world.World) -> bytes:
    return b"="


def _played(order: Order, answer: bytes, mode: str, gone: str) -> Played:
    """What came of an order; ``gone``: what its world died of."""
    if answer.startswith(b"="):
        recording, outcome = pickle.loads(answer[1:])  # noqa: S301 - our own keeper wrote it
        return Played(order, recording, outcome)
    text = answer[1:].decode("utf-8", "replace").strip()
    if text:
        why = text.splitlines()[-1].removeprefix("OSError: ")
    else:
        why = f"the process that played it {gone or 'ended without a word'}"
    return _fault(order, why, text, mode)


def _fault(order: Order, why: str, text: str, mode: str) -> Played:
    """What did not come to an end as it should; ``text``: all that is known of it."""
    job = order.job
    timeline = Timeline(job.scene, job.cast, job.row, job.run, dict(job.by), ())
    recording = Recording(timeline, b"", mode, 0.0, 0.0, fault=f"{why}\n{text}")
    return Played(order, recording, None)
