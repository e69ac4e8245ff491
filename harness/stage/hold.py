"""Holding a quiet stage still, to see whether quiet was true: the stage's own soak test.

Quiet claims that nothing can happen until the harness acts.  So let the harness not act for a
while: any event, packet, exit, or thread that ran in that time shows that the claim was wrong.
A stage that ticks claims the same for as long as its clock stands.  It is held at the first such
claim of a scene, the fourth, the sixteenth and so on: there can be thousands.
"""

import time

from harness.stage.quiet import Judge, Judgement, Scene, State
from harness.stage.threads import Look


class Hold:
    """Holds a stage ``seconds`` long, and remembers every disturbance in words."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.count = 0
        self.disturbances: list[str] = []
        self._ticks, self._next_tick = 0, 1

    def wanted(self, judgement: Judgement) -> bool:
        """Whether the stage is to be held after a judgement.  To be asked once about each."""
        if judgement.state is not State.TICKING:
            return True
        self._ticks += 1
        if self._ticks < self._next_tick:
            return False
        self._next_tick *= 4
        return True

    def watch(self, scene: Scene, judge: Judge, judgement: Judgement) -> None:
        """Do nothing for a while, and compare the stage with what ``judgement`` saw."""
        self.count += 1
        before = scene.crossed()
        disturbance = _wait(scene, self.seconds)
        packets = scene.crossed() - before
        # a blocked sender goes on asking for room, see sockets
        if not disturbance and packets and not any(plug.denied for plug in judgement.table):
            disturbance = f"{packets} packets crossed"
        if not disturbance:
            disturbance = _difference(judgement.looks, judge.look())
        if disturbance:
            what = f"{judgement.state.value}, held for the {self.count}. time"
            self.disturbances.append(f"{what}: {disturbance}; {_describe(judgement)}")


def _wait(scene: Scene, seconds: float) -> str:
    """Wait for anything to happen; what it was, or nothing."""
    until = time.monotonic() + seconds
    begun = time.monotonic()
    while begun < until:
        scene.ready((until - begun) * 1000)
        now = time.monotonic()
        if scene.collect():
            return f"{scene.latest()} after {now - until + seconds:.3f} s"
        begun = now
    return f"{scene.latest()} at the end" if scene.collect() else ""


def _difference(before: list[Look], after: list[Look]) -> str:
    was = {seen.thread: seen for seen in before}
    for seen in after:
        old = was.pop(seen.thread, None)
        if old is None:
            return f"a new thread: {seen}"
        if old != seen:
            return f"a thread ran: {old} -> {seen}"
    return f"threads ended: {list(was.values())}" if was else ""


def _describe(judgement: Judgement) -> str:
    calls = [
        f"{seen.thread} {sleep.name} on {sleep.on} {sleep.kinds}"
        for seen, sleep in zip(judgement.looks, judgement.sleeps, strict=False)
    ]
    return "waiting were " + ", ".join(calls)
