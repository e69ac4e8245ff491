"""Busy loops beside a measurement, ended with it."""

import contextlib
import signal
import subprocess
import sys
from collections.abc import Iterator

_LOOP = "import ctypes; ctypes.CDLL(None).prctl(1, 9)\nwhile True: pass"  # dies with its parent


@contextlib.contextmanager
def busy(count: int) -> Iterator[None]:
    """Keep ``count`` processes computing for as long as the block runs."""
    loops = [subprocess.Popen([sys.executable, "-c", _LOOP]) for _ in range(count)]
    try:
        yield
    finally:
        for loop in loops:
            loop.send_signal(signal.SIGKILL)
            loop.wait()
