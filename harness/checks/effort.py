"""A search that may never end, given up.

A pattern of a spec's such as ``/Alice.*before.*Bob/s`` takes time by the cube of the text: a
program that says ``Alice before`` some thousand times would hold up the grading of its whole class
for hours. So a search is given up after seconds of processor time, where an honest one needs
thousandths; what it was to find is then unknown, which is no verdict against anybody, and none in
favour.

It is the kernel that interrupts, since a search cannot be asked to stop; so only in a main thread,
which is where scenes are played and marked.
"""

import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

MOST = 2.0  # s of processor time for one search
_SHORT = 256  # characters that nobody can make a long search of, if the pattern is sound


class Endless(Exception):  # noqa: N818 - it is no error of anybody who could mend it
    """A search was given up."""


def searched(regex: re.Pattern[str], text: str, begin: int) -> Iterator[re.Match[str]]:
    """Every place where ``regex`` is found from ``begin`` on.  Raises Endless."""
    places = regex.finditer(text, begin)
    if len(text) - begin <= _SHORT or threading.current_thread() is not threading.main_thread():
        yield from places
        return
    while True:
        with _bounded():
            found = next(places, None)
        if found is None:
            return
        yield found


@contextmanager
def _bounded() -> Iterator[None]:
    before = signal.signal(signal.SIGVTALRM, _give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _give_up(_number: int, _frame: FrameType | None) -> None:
    raise Endless
