"""Blanks whose own line never came, so that nobody said what they stand for.

The first line of a story that has a blank says what it stands for: what this client sent.  If that
never came, a later line may still be met by something, and from then on the blank stands for that.
For the verdicts this is as good as any.  But to tell a student that it was expected would be to
quote a text that nobody said, so that where a line is not met, such a blank is left open.
"""

from harness.checks.finished import Finished
from harness.checks.known import known
from harness.checks.play import MUST, NEVER, Expect, OneOf, Play


class Unlearnt:
    """The blanks whose first line did not come, while the beats of a story are looked at."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._seen: set[str] = set()
        self._unlearnt: set[str] = set()

    def after(self, beat: Finished) -> frozenset[str]:
        """Those that are known by the end of ``beat``."""
        for judged in beat.solution.judged:
            part = judged.part
            if not isinstance(part, Expect | OneOf) or part.mood == NEVER:
                continue
            for option in part.options:
                new = {*self._blanks(option)} - self._seen - {*judged.view.bound}
                if judged.match is None and part.mood == MUST:
                    self._unlearnt |= new
                self._seen |= new
        return frozenset(self._unlearnt)

    def _blanks(self, option: Expect) -> tuple[str, ...]:
        return known(self._play.words).concern(option.pattern) if option.pattern else ()
