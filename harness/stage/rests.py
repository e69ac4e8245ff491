"""What is written down of a stage at rest: who waits for whom, who asks, what has been read.

That nothing comes is seen by a look, and so is what only a look tells: how much of what was sent
has been taken, and who waits for its keyboard.  It stands in the timeline before the rest itself.
"""

from collections.abc import Callable

from harness.model.events import STAGE, Asked, Cue, Limit, Lull, Missed, Quiet
from harness.stage import sleeps
from harness.stage.quiet import Judgement, State
from harness.stage.scene import Scene
from harness.stage.timekeeper import covers
from harness.stage.waits import Person, people, waits

Word = Quiet | Limit  # on who waits for whom
Explain = Callable[[Scene, Judgement, Word], Word]

_IDLE = (Cue, Missed)  # what the harness was to do, and what could not be done
_OTHER_CLOCK = "a program of its own goes by the machine's clock, not by the stage's"


class Rests:
    """The rests of one scene.  ``explain`` adds source lines to the last word.

    ``judgement``: what the last word was said of.
    """

    def __init__(self, scene: Scene, explain: Explain | None) -> None:
        self._scene, self._explain = scene, explain
        self._clocks_known: set[int] = set()
        self.judgement: Judgement | None = None

    def quiet(self, judgement: Judgement) -> None:
        """Nothing can happen any more until the harness acts."""
        self._scene.wire.note_read(judgement.table)
        there = people(self._scene, judgement)
        self._note_asking(there)
        told = waits(self._scene, judgement, there)
        self.judgement = judgement
        self._scene.recorder.add(Quiet, STAGE, waits=told)

    def lull(self, judgement: Judgement) -> None:
        """Nothing happens, and that nothing will is not proved.

        Who waits with a limit waits, all the same.  That is told before the clock moves on: who
        was not spoken to in time waits no longer.
        """
        self._scene.wire.note_read(judgement.table)
        there = people(self._scene, judgement)
        self._note_asking(there)
        told = waits(self._scene, judgement, there) if judgement.state is State.TICKING else ()
        self._scene.recorder.add(Lull, STAGE, waits=told)

    def limit(self, judgement: Judgement, what: str, detail: str) -> None:
        """A bound of own time was reached; ``detail`` is it, in words."""
        self._scene.wire.note_read(judgement.table)
        self.judgement = judgement
        there = people(self._scene, judgement)
        self._note_asking(there)
        told = waits(self._scene, judgement, there)
        self._scene.recorder.add(Limit, STAGE, what=what, detail=detail, waits=told)

    def other_clocks(self, judgement: Judgement) -> None:
        """Write down whose programs wait by the machine's clock, which cannot be moved."""
        for seen, sleep, role, _ in people(self._scene, judgement):
            running = self._scene.running.get(role)
            if sleep.limit is None or seen.pid in self._clocks_known or running is None:
                continue
            if not seen.sleeping:
                continue  # it waits for nothing, and may only just be loading the library
            self._clocks_known.add(seen.pid)
            if running.page is not None and not covers(seen.pid, running.page):
                self._scene.recorder.unseen("clock", _OTHER_CLOCK, role)

    def say_where(self) -> None:
        """Put source lines into the last word, if nothing has happened since."""
        events = self._scene.recorder.events
        if self._explain is None or self.judgement is None or not events:
            return
        # what could not be done since has moved nobody
        at = next(n for n in range(len(events) - 1, -1, -1) if not isinstance(events[n], _IDLE))
        last = events[at]
        if isinstance(last, Word) and last.waits:
            events[at] = self._explain(self._scene, self.judgement, last)

    def _note_asking(self, there: list[Person]) -> None:
        for _, sleep, role, _ in there:
            running = self._scene.running.get(role)
            alone = sleep.on == sleeps.KEYBOARD
            if (
                running is None
                or running.ended
                or running.asked
                or not (alone or sleeps.heeds_keyboard(sleep))
            ):
                continue
            if (alone or not running.heeds) and not running.input_waits():
                running.asked, running.heeds = alone, True
                self._scene.recorder.add(Asked, role, among=not alone)
