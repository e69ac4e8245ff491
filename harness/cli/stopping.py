"""Signals that end a command: it clears up behind itself first.

Ctrl-C, and what a terminal that goes away, a time limit and a machine that shuts down send, all do
the same.  A second one changes nothing: clearing up takes no longer than it must.  Processes that
are forked meanwhile have nothing to clear up, so they are ended by these as any other.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from harness import rooms

_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
_USUAL = (signal.SIG_DFL, signal.default_int_handler)
_before: dict[int, Callable[[int, FrameType | None], Any] | int | None] = {}


@contextmanager
def stoppable() -> Iterator[None]:
    """While a command runs: such a signal raises KeyboardInterrupt, and no folder is left."""
    if threading.current_thread() is threading.main_thread():
        # whoever ignores one (nohup does) goes on ignoring it
        found = {number: signal.getsignal(number) for number in _SIGNALS}
        _before.update({number: how for number, how in found.items() if how in _USUAL})
    for number in _before:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number in _before:
            signal.signal(number, signal.SIG_IGN)
        rooms.clear()
        _restore()


def _stop(_: int, __: FrameType | None) -> None:
    for number in _before:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _restore() -> None:
    for number, how in _before.items():
        signal.signal(number, how)
    _before.clear()


os.register_at_fork(after_in_child=_restore)
