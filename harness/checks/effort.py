"""A search that may never end, given up.

A pattern of a spec's such as ``/Alice.*before.*Bob/s`` takes time by the cube of the text: a
program that says ``Alice before`` some thousand times would hold up the grading of its whole class
for hours.  So there is a bound of processor time for all that is searched in a scene: seconds,
where honest texts need thousandths.  What was to be found is then unknown, which is no verdict
against anybody, and none in favour; short texts are searched all the same.

It is the kernel that interrupts, since a search cannot be asked to stop; so only in a main thread,
which is where scenes are played and marked.  And a search takes notice only after some thousand
steps *from one place of the text*, which can be made to take for ever without; so in a text of some
length each place is tried by itself.
"""

import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from harness.model.quick import dataclass

MOST = 2.0  # s of processor time
_PLAIN = 2048  # characters that are searched in one go: by the cube, some tenths of a second
SHORT = 256  # characters that nobody can make a long search of, if the pattern is sound


class Endless(Exception):  # noqa: N818 - it is no error of anybody who could mend it
    """A search was given up."""


@dataclass(slots=True)
class Effort:
    """What may still be spent."""

    left: float = MOST

    def searched(self, regex: re.Pattern[str], text: str, begin: int) -> Iterator[re.Match[str]]:
        """Every place where ``regex`` is found from ``begin`` on.  Raises Endless."""
        places = regex.finditer(text, begin)
        if len(text) - begin <= SHORT or threading.current_thread() is not threading.main_thread():
            yield from places
            return
        if len(text) - begin > _PLAIN:
            places = _from_each(regex, text, begin)
        while True:
            with self.bounded():
                found = next(places, None)
            if found is None:
                return
            yield found

    @contextmanager
    def bounded(self) -> Iterator[None]:
        """Give up what is done meanwhile when all is spent: it raises Endless then."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        if self.left <= 0:
            raise Endless
        before = signal.signal(signal.SIGVTALRM, _give_up)
        begun = time.thread_time()
        signal.setitimer(signal.ITIMER_VIRTUAL, self.left)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, before)
            self.left -= time.thread_time() - begun  # the timer counts no short search


def _from_each(regex: re.Pattern[str], text: str, begin: int) -> Iterator[re.Match[str]]:
    """What a search finds that is not empty, tried from one place after another."""
    at, match = begin, regex.match
    while at < len(text):
        found = match(text, at)
        if found is not None and found.end() > at:
            yield found
            at = found.end()
        else:
            at += 1


def _give_up(_number: int, _frame: FrameType | None) -> None:
    raise Endless
