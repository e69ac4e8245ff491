"""Judges a stage that shows only what programs print, and that they end.

All that can be proved so is that nothing more comes once every program is over.  Until then time
is time, as a clock on the wall shows it, and limits decide how long the story waits.
"""

from harness.stage.quiet import Judgement, State
from harness.stage.scene import Scene
from harness.stage.threads import Look


class Onlooker:
    """As ``quiet.Judge``, where neither threads nor sockets can be looked at."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    def close(self) -> None:
        """There is nothing to let go of."""

    def judge(self, _thorough: bool = True) -> Judgement:
        """One judgement, without waiting."""
        if self._scene.collect():
            return Judgement(State.MOVING)
        programs = self._scene.programs()
        over = bool(programs) and all(program.ended for program in programs)
        return Judgement(State.QUIET if over else State.RESTING)

    def look(self) -> list[Look]:
        """Threads cannot be looked at."""
        return []
