"""How processes come to their end that a scene needs and no program can end; and want of memory.

The rules:

* The harness's own processes end by a signal only if somebody outside has sent it, or the kernel,
  for want of memory.  Neither is the program's doing, so nothing that the scene then shows counts.
* Such a process is *going* from when the kernel has begun to end it.  That can be seen before
  anything can be of what goes with it, such as a program's connections.
* The kernel counts whom it ends for want of memory, and does not say who it was.  So where somebody
  was killed and memory has run out meanwhile, that was why, as far as anybody can know.
"""

import os
import signal
import sys
from contextlib import suppress

_EXITING = 4  # PF_EXITING, in the ninth field of /proc/<pid>/stat
_FLAGS = 6  # where that is behind the name
_COUNT = b"oom_kill "


def going(pid: int) -> bool:
    """Whether a process is coming to its end, or has."""
    if sys.platform != "linux":
        return False
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            words = file.read().rpartition(b")")[2].split()
    except OSError:
        return True
    return bool(int(words[_FLAGS]) & _EXITING)


def starved() -> int:
    """How many processes of this machine the kernel has ended for want of memory by now."""
    with suppress(OSError, ValueError), open("/proc/vmstat", "rb") as file:
        text = file.read()
        at = text.find(b"\n" + _COUNT)
        if at >= 0:
            return int(text[at + 1 + len(_COUNT) :].split(b"\n", 1)[0])
    return 0


def killed(number: int, before: int) -> str:
    """That a signal has ended somebody, in words; ``before``: :func:`starved` while it lived."""
    name = signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
    if number == signal.SIGKILL and starved() > before:
        why = "this machine ran out of memory; grade fewer at once (--jobs), or give it more"
        return f"was killed ({name}): {why}"
    return f"was killed ({name})"


def ended(status: int, before: int) -> str:
    """The same of a status of ``waitpid``; empty if it came to its end by itself."""
    return killed(os.WTERMSIG(status), before) if os.WIFSIGNALED(status) else ""
