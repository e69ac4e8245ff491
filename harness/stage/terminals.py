"""Which terminals the harness knows: those that it made, and none that a program makes itself.

What a program's own terminals hold is under way unseen (the kernel delivers it in its own time), so
a thread that waits at one is never known to wait for ever.
"""

import contextlib
import os
import sys
from fcntl import ioctl

from harness.stage import kernel, threads
from harness.stage.program import Running

_TIOCGSID = 0x5429  # asm-generic/ioctls.h
_CONTROLLING = os.makedev(5, 0)  # /dev/tty: whichever terminal the session has


def is_ours(thread: int, descriptor: int, programs: list[Running]) -> bool:
    """Whether a program's descriptor leads to a terminal that the harness gave to one."""
    try:
        about = os.stat(f"/proc/{thread}/fd/{descriptor}")
    except OSError:
        return False
    if about.st_rdev == _CONTROLLING:
        return _session(thread) in {_session_of(program) for program in programs}
    own = [os.fstat(program.other_end) for program in programs]
    return any((one.st_dev, one.st_rdev) == (about.st_dev, about.st_rdev) for one in own)


def is_read(running: Running, besides: int) -> bool:
    """Whether a thread reads a program's terminal, or may be about to, ``besides`` that one."""
    numbers = kernel.numbers()
    reads = {str(numbers["read"]), str(numbers["readv"])}
    for process in threads.processes():
        with contextlib.suppress(OSError):
            for thread in map(int, os.listdir(f"/proc/{process}/task")):
                call = threads.read(f"/proc/{thread}/syscall").split()
                if thread == besides or not call:
                    continue
                if call[0] == "running" and _session(thread) == _session_of(running):
                    return True
                if call[0] in reads and is_ours(thread, int(call[1], 16), [running]):
                    return True
    return False


def _session(thread: int) -> int:
    """The session that a thread belongs to; -1 if it is gone."""
    stat = threads.read(f"/proc/{thread}/stat")
    return int(stat[stat.rfind(")") + 2 :].split()[3]) if stat else -1


def _session_of(program: Running) -> int:
    """The session whose controlling terminal is the program's; 0 if there is none."""
    with contextlib.suppress(OSError):
        answer = ioctl(program.terminal, _TIOCGSID, bytes(4))
        return int.from_bytes(answer, sys.byteorder)
    return 0
