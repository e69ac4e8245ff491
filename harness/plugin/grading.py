"""A hand-in is graded once, whichever test asks first and however many processes run the tests.

Who comes first does it and leaves what came of it in a folder that all share; the others wait for
their turn, and find it there.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest

from harness.plugin import told
from harness.plugin.guard import Asked
from harness.plugin.told import Graded, Order
from harness.stage.aide import Aide, Gone
from harness.stage.turn import turn


class Grading:
    """What is asked for, graded when somebody wants to know; ``room`` is the folder to share."""

    def __init__(self, asked: Asked, room: Path, width: int) -> None:
        self._asked, self._room, self._width = asked, room, width
        self._graded: Graded | None = None

    def graded(self, items: Sequence[str]) -> Graded:
        """The hand-in, with these items at least; the first call decides which."""
        if self._graded is None:
            try:
                with turn(self._room / "turn"):
                    self._graded = self._once(items)
            except pytest.fail.Exception:  # pytest-timeout's: none but that is raised from outside
                seconds = f"{self._asked.timeout:g} seconds"
                self._graded = Graded({}, fault=f"it did not come to an end within {seconds}")
        return self._graded

    def _once(self, items: Sequence[str]) -> Graded:
        kept = self._room / "graded.json"
        if not kept.exists():
            fresh = kept.with_suffix(".new")
            fresh.write_bytes(self._play(items))
            fresh.rename(kept)
        return told.graded_of(kept.read_bytes())

    def _play(self, items: Sequence[str]) -> bytes:
        asked = self._asked
        order = Order(str(asked.assignment), str(asked.submission), tuple(items), self._width)
        desk = Aide("harness.plugin.desk", str(self._room))
        try:
            return desk.ask(told.plain(order))
        except Gone as gone:
            return told.plain(Graded({}, fault=str(gone)))
        finally:
            desk.end()
