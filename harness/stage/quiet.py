"""Quiet: the proof that nothing more can happen on a stage until the harness acts.

Every thread of every process sleeps in a call that only another of them, or the harness, can end;
nothing is under way between them; and no clock will end it.  All of it is read between two equal
looks at every thread's call and run count.  In the order of one judgement:

1. a look at every thread: asleep, in a known call;
2. terminals: pending delivery is run in both directions, and nothing comes out;
3. packets: as many have arrived as left, and none was missed;
4. sockets: everything sent is acknowledged, nothing is half-open, no kernel timer will act, and no
   thread waits where there is something to take;
5. the same look again, equal.

Only then do limits in the calls (clocks) say whether it is quiet or only resting.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol

from harness.stage import sockets, threads
from harness.stage.program import Running
from harness.stage.threads import Look, Sleep

_WAIT_ALL = 0x100


class State(Enum):
    """What a judgement found.

    ``MOVING``: something is under way, look again soon.  ``BUSY``: some thread computes, and
    nothing else is under way.  ``RESTING``: all sleep, and a clock will wake some.  ``QUIET``.
    """

    MOVING = "moving"
    BUSY = "busy"
    RESTING = "resting"
    QUIET = "quiet"


@dataclass(slots=True)
class Judgement:
    """``looks`` and ``sleeps`` are parallel; ``table`` holds every socket at that moment.

    ``longest``: seconds of the longest limit that a sleeping thread has (0: none).
    """

    state: State
    looks: list[Look] = field(default_factory=list)
    sleeps: list[Sleep] = field(default_factory=list)
    table: list[sockets.Socket] = field(default_factory=list)
    longest: float = 0.0


class Scene(Protocol):
    """What a judgement needs of the stage."""

    def programs(self) -> list[Running]: ...
    def collect(self) -> bool: ...
    def packets_agree(self) -> bool: ...
    def every_socket(self) -> list[sockets.Socket]: ...
    def neighbours_unresolved(self) -> bool: ...
    def alarm_set(self, process: int) -> bool: ...
    def limited(self, inode: int) -> bool: ...
    def descriptors(self) -> list[int]: ...
    def crossed(self) -> int: ...
    def latest(self) -> str: ...


class Judge:
    """Judges one stage.  Remembers what each unchanged sleep was, so that a second look is cheap."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._known: dict[Look, Sleep] = {}

    def judge(self, thorough: bool = True) -> Judgement:
        """One judgement, without waiting.

        Not ``thorough``: a thread that runs is enough to say ``MOVING``, and nothing else is read.
        """
        first, busy = self._look(thorough)
        if first is None:
            return Judgement(State.MOVING)
        sleeps = [self._sleep(seen) for seen in first if seen.sleeping]
        if self._scene.collect() or not self._scene.packets_agree():
            return Judgement(State.MOVING)
        table = self._scene.every_socket()
        if self._under_way(table, first, sleeps):
            return Judgement(State.MOVING)
        second, _ = self._look(True)
        if second is None or (not busy and second != first) or self._scene.collect():
            return Judgement(State.MOVING)
        if busy:
            return Judgement(State.BUSY, first, sleeps, table)
        return self._clocks(first, sleeps, table)

    def look(self) -> list[Look]:
        """Every thread now, for a comparison; empty while one comes or goes."""
        return self._look(True)[0] or []

    def _look(self, thorough: bool) -> tuple[list[Look] | None, bool]:
        """Every thread; whether some of them runs.  None while a process comes or goes."""
        for program in self._scene.programs():
            if not program.ended and program.reap():
                return None, False
        found: list[Look] = []
        for pid in threads.processes():
            if not thorough and threads.awake(pid):
                return None, True
            seen = threads.look(pid)
            if seen is None:
                return None, False
            found += seen
        if not thorough and not all(seen.sleeping for seen in found):
            return None, True
        if any(seen.state not in "SRTtZ" for seen in found):
            return None, False
        return found, not all(seen.sleeping for seen in found)

    def _sleep(self, seen: Look) -> Sleep:
        known = self._known.get(seen)
        if known is None:
            known = self._known[seen] = threads.sleep(seen)
        return known

    def _under_way(
        self, table: list[sockets.Socket], looks: list[Look], sleeps: list[Sleep]
    ) -> bool:
        if any(plug.unsettled for plug in table) or self._scene.neighbours_unresolved():
            return True
        filled = {plug.inode for plug in table if plug.unread and plug.inode}
        if not filled:
            return False
        asleep = [seen for seen in looks if seen.sleeping]
        return any(
            self._can_take(seen, sleep, filled)
            for seen, sleep in zip(asleep, sleeps, strict=True)
        )

    def _can_take(self, seen: Look, sleep: Sleep, filled: set[int]) -> bool:
        """Whether a sleeping thread waits on a socket that has something for it."""
        if sleep.writing or _waits_for_all(seen, sleep):
            return False
        return any(
            threads.inode(what) in filled
            for what in (sleep.kinds.get(fd, "") for fd in sleep.readable)
        )

    def _clocks(
        self, looks: list[Look], sleeps: list[Sleep], table: list[sockets.Socket]
    ) -> Judgement:
        limits = []
        for seen, sleep in zip(looks, sleeps, strict=True):
            if sleep.limit is not None:
                limits.append(sleep.limit)
            elif self._ends_by_itself(seen, sleep):
                limits.append(threads.LONGEST)
        state = State.RESTING if limits else State.QUIET
        known = [limit for limit in limits if limit < threads.LONGEST]
        return Judgement(state, looks, sleeps, table, max(known, default=0.0))

    def _ends_by_itself(self, seen: Look, sleep: Sleep) -> bool:
        if sleep.on != threads.ZOMBIE and self._scene.alarm_set(seen.pid):
            return True
        if sleep.on == threads.KEYBOARD:
            return not all(
                program.ended or program.reads_without_limit()
                for program in self._scene.programs()
            )
        return any(
            self._scene.limited(threads.inode(what)) for what in sleep.kinds.values()
        )


def _waits_for_all(seen: Look, sleep: Sleep) -> bool:
    if sleep.name != "recvfrom":
        return False
    return bool(int(seen.call.split()[4], 16) & _WAIT_ALL)
