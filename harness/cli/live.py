"""A table on a terminal while a class is graded; nothing when piped or in CI."""

import os
import shutil
import sys
from time import monotonic
from typing import TYPE_CHECKING

from harness.reports.readable import cut

if TYPE_CHECKING:
    from harness.batch import Step

_HEAD = f"{'done':>11}  {'running':>7}  {'waiting':>7}  {'faults':>6}  {'time left':>13}  last"
_LAST = 24
_LEAST = len(_HEAD) - len("last") + _LAST + 1  # a usual terminal of 80 columns has room for it


class Live:
    """The table; ``silent``: it is not shown in any case.

    ``found`` counts those that had been graded before, ``faults`` those over which we failed.
    """

    def __init__(self, *, silent: bool) -> None:
        terminal = sys.stderr.isatty() and not os.environ.get("CI")
        self._shown = terminal and not silent
        self._begun = monotonic()
        self._headed = False
        self.done = self.of = self.found = self.faults = 0

    @property
    def kept(self) -> str:
        """How many are graded and kept, in words."""
        return f"{self.done} of {self.of} submissions are graded and kept"

    def step(self, step: "Step") -> None:
        """Show how far the class is."""
        self.done, self.of = step.done, step.of
        name = ""
        if step.landed is not None:
            self.found += not step.landed.played
            self.faults += step.landed.faulty
            name = step.landed.result.submission
        if not self._shown:
            return
        if not self._headed:
            sys.stderr.write(f"{_HEAD}\n" if self._wide else "")
            self._headed = True
        sys.stderr.write("\r\x1b[K" + self._row(step, name))
        sys.stderr.flush()

    def end(self) -> None:
        """Leave the last row standing and go on below it."""
        if self._shown and self._headed:
            sys.stderr.write("\n")
            sys.stderr.flush()

    @property
    def _wide(self) -> bool:
        return shutil.get_terminal_size((80, 24)).columns >= _LEAST

    def _row(self, step: "Step", name: str) -> str:
        done = f"{step.done}/{step.of}"
        if not self._wide:
            return f"{done}  {self._left(step)}"
        waiting = step.of - step.done - step.running
        safe = cut("".join(letter if letter.isprintable() else "?" for letter in name), _LAST)
        return (
            f"{done:>11}  {step.running:>7}  {waiting:>7}  {self.faults:>6}"
            f"  {self._left(step):>13}  {safe}"
        )

    def _left(self, step: "Step") -> str:
        """About how long it will take, by those that were played so far."""
        played = step.done - self.found
        if step.done == step.of:
            return "-"
        if not played:
            return "?"
        seconds = (monotonic() - self._begun) / played * (step.of - step.done)
        return f"about {seconds / 60:.0f} min" if seconds >= 90 else f"about {seconds:.0f} s"
