"""What is being asked of a program and its X server: one thing at a time, a step after another.

A step waits for one answer, and goes on when that has come.  Nobody waits for it: the driver looks
in between whether there is one, and says when none will come any more.
"""

from collections.abc import Callable

from harness.stage.hands import Awaited, Gone, Silent, Step
from harness.stage.tk import Talk
from harness.stage.x11 import Display

Then = Callable[[object], None]


class Dialogue:
    """What is asked at one screen.  What was begun ends with a call: of what it came to.

    That is what its last step returned, or the ``Silent`` or ``Gone`` that it let through.
    """

    def __init__(self, display: Display, talk: Talk) -> None:
        self._display, self._talk = display, talk
        self._task: Step | None = None
        self._awaited: Awaited | None = None
        self._then: Then = lambda _: None

    @property
    def going(self) -> bool:
        """Whether something was asked that is not answered yet."""
        return self._task is not None

    def begin(self, task: Step, then: Then) -> None:
        """Ask something, when the next answer is looked for; ``then`` is told how it ended."""
        self._task, self._awaited, self._then = task, None, then

    def advance(self) -> bool:
        """Take the next step, if what it waits for has come; whether it has."""
        if self._task is None:
            return False
        if self._display.closed:
            self._resume(self._task, Gone())
            return True
        if self._awaited is None:
            self._resume(self._task, None)
            return True
        answer = self._display.take(self._awaited.request)
        if answer is not None and answer.error and self._awaited.serial:
            self._resume(self._task, Gone())
        elif self._awaited.serial and (told := self._talk.take(self._awaited.serial)) is not None:
            self._resume(self._task, told)
        elif answer is not None and not self._awaited.serial:
            self._resume(self._task, answer)
        else:
            return False
        return True

    def ask_no_more(self) -> None:
        """What is waited for does not come."""
        if self._task is not None:
            self._resume(self._task, Silent())

    def _resume(self, task: Step, value: object) -> None:
        try:
            if isinstance(value, Exception):
                self._awaited = task.throw(value)
            else:
                self._awaited = task.send(value)
        except StopIteration as end:
            self._over(end.value)
        except (Silent, Gone) as why:
            self._over(why)

    def _over(self, result: object) -> None:
        self._task = self._awaited = None
        self._then(result)
