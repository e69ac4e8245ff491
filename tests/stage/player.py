"""Plays scenes in a process of its own, as whoever starts it.  In and out go pickles.

A process of its own because pytest's has threads, and so that scenes can be played as an ordinary
user, or killed in the middle.  Afterwards it looks for whatever the scenes may have left behind.
"""

import ctypes
import os
import pickle
import sys
from pathlib import Path

from bench.corpus.case import Fresh, Script
from harness.model.events import Event, Lull, Missed, Quiet
from harness.model.play import UNMET, Finding, Outcome
from harness.stage import pool

_SET_CHILD_SUBREAPER = 36


class Telling(Fresh):
    """Makes scripts that never end, and tell when all that they start is up and running."""

    def __call__(self) -> Script:
        """A fresh script."""
        return _Telling(self.actions)


class _Telling(Script):
    def feed(self, event: Event) -> None:
        """Take notice; at rest after the last action, say so on standard error."""
        super().feed(event)
        self.over = False
        if isinstance(event, (Quiet, Lull)) and self.done == len(self.actions):
            os.write(2, b"running\n")


class Stuck(Fresh):
    """Makes scripts whose last line never comes."""

    def __call__(self) -> Script:
        """A fresh script."""
        return _Stuck(self.actions)


class _Stuck(Script):
    def outcome(self) -> Outcome:
        """One line that was expected and is not met."""
        return Outcome((Finding(0, 1, "server prints: hello", (), ("server",), UNMET),))


class GivesUp(Fresh):
    """Makes such scripts that are over when something could not be done."""

    def __call__(self) -> Script:
        """A fresh script."""
        return _GivesUp(self.actions)


class _GivesUp(_Stuck):
    def feed(self, event: Event) -> None:
        """Take notice."""
        super().feed(event)
        self.over = self.over or isinstance(event, Missed)


def main() -> None:
    """Read ``(orders, at once)``; write the recordings in the same order, and what was left."""
    orders, at_once = pickle.load(sys.stdin.buffer)
    ctypes.CDLL(None).prctl(_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    mounts = mounted()
    places = {id(order): place for place, order in enumerate(orders)}
    recordings: list[object] = [None] * len(orders)
    for played in pool.play(orders, at_once):
        recordings[places[id(played.order)]] = played.recording
    left = _children()
    if mounted() - mounts:
        left.append("a mount")
    pickle.dump((recordings, left), sys.stdout.buffer)


def mounted() -> set[str]:
    """What is mounted, but for the named networks of ``ip netns``, which other tests come by."""
    rows = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    return {row for row in rows if "/run/netns" not in row}


def _children() -> list[str]:
    """Processes that were handed to this one when their own parents ended, and still are."""
    left: list[str] = []
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return left
        if not pid:
            return [*left, "a process"]
        left.append("a dead process")


if __name__ == "__main__":
    main()
