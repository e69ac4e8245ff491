"""Clocks that programs set for themselves: alarms, timers, and the time limits of sockets.

Most of them are in no ``/proc`` file, so the kernel tells of each before it is set (``notify``).
Until when one runs is not known then, since the program may be kept from its processor before it
gets to set it.  It is reckoned from the first moment at which the program is seen asleep, and so
never too early.
"""

import os
import re
import socket
import struct
import time
from math import inf

from harness.model.quick import dataclass
from harness.stage import kernel, threads
from harness.stage.notify import Call, copy_socket, memory

_ABSOLUTE = 1
_LATE = 0.25  # s; a kernel timer may fire late, when the (virtual) processor it is on stands still
_NO_LIMIT = bytes(16)
# CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, and what the C library makes of them
_OF_PROCESSOR_TIME = ("2", "3", "-6", "-2")


@dataclass(slots=True)
class _Alarm:
    """Set ``seconds`` before it rings (``inf``: again and again); ``until`` when that is known."""

    seconds: float
    until: float | None = None


class Clocks:
    """Every clock that the programs of a scene have set."""

    def __init__(self) -> None:
        self._alarms: dict[int, dict[str, _Alarm]] = {}
        self._limited: set[int] = set()

    def heed(self, call: Call) -> None:
        """Take notice of a call that sets a clock, before it goes on.

        ``alarm``, ``setitimer``, ``timer_settime``, ``timerfd_settime``, and ``setsockopt`` with a
        time limit.
        """
        if call.number == kernel.numbers()["setsockopt"]:
            self._limit(call)
            return
        key, seconds = _setting(call)
        if key:
            alarms = self._alarms.setdefault(threads.process_of(call.thread), {})
            alarms[key] = _Alarm(seconds)

    def alarm_runs(self, process: int) -> bool:
        """Whether an alarm will ring in a process.  Ask only when all its threads sleep."""
        alarms = self._alarms.get(process)
        if not alarms:
            return False
        now = time.monotonic()
        for alarm in alarms.values():
            if alarm.until is None:
                alarm.until = now + alarm.seconds + _LATE if alarm.seconds else 0.0
        running = {key for key, alarm in alarms.items() if alarm.until and alarm.until > now}
        return any(_there(process, key) for key in running)

    def limited(self, thread: int, descriptor: int) -> bool:
        """Whether waiting on a socket may end by its own time limit.

        A limit is inherited by what a listener accepts, and a call under way keeps the one that it
        began with; so no socket that ever had one is believed to be without.
        """
        if not self._limited:
            return False
        if threads.inode(threads.target(thread, descriptor)) in self._limited:
            return True
        with copy_socket(thread, descriptor) as plug:
            return plug is None or any(
                plug.getsockopt(socket.SOL_SOCKET, option, 16) != _NO_LIMIT
                for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO)
            )

    def _limit(self, call: Call) -> None:
        inode = threads.inode(threads.target(call.thread, call.arguments[0] & 0xFFFFFFFF))
        if inode >= 0 and any(memory(call.thread, call.arguments[3], 16)):
            self._limited.add(inode)


def _setting(call: Call) -> tuple[str, float]:
    """Which alarm of its process a call sets, and to how many seconds (0: taken back)."""
    numbers, arguments = kernel.numbers(), call.arguments
    if call.number == numbers.get("alarm"):
        return "alarm", float(arguments[0] & 0xFFFFFFFF)
    if call.number == numbers["setitimer"]:
        if arguments[0] & 0xFFFFFFFF:
            return "", 0.0  # the other two count processor time: they stand while all sleep
        every, every_part, first, first_part = _times(call, 1)
        seconds = first + first_part / 1e6
        return "alarm", inf if seconds and (every or every_part) else seconds
    every, every_part, first, first_part = _times(call, 2)
    seconds = first + first_part / 1e9
    if seconds and (every or every_part or arguments[1] & _ABSOLUTE):
        seconds = inf
    kind = "timerfd" if call.number == numbers["timerfd_settime"] else "timer"
    return f"{kind} {arguments[0] & 0xFFFFFFFF}", seconds


def _times(call: Call, index: int) -> tuple[int, int, int, int]:
    data = memory(call.thread, call.arguments[index], 32).ljust(32, b"\0")
    every, every_part, first, first_part = struct.unpack("=4q", data)
    return every, every_part, first, first_part


def _there(process: int, key: str) -> bool:
    """Whether a process still has what rings: a timer can be deleted, its descriptor closed."""
    if key.startswith("timerfd"):
        return any("timerfd" in what for what in threads.targets(process))
    if key.startswith("timer"):
        path = f"/proc/{process}/timers"
        return not os.path.exists(path) or _ends_sleep(threads.read(path), key.split()[1])
    return True


def _ends_sleep(listed: str, number: str) -> bool:
    """Whether a timer is there and goes on while its process sleeps (``/proc/<pid>/timers``)."""
    found = re.search(rf"^ID: {number}\n(?:(?!ID:).*\n)*?ClockID: (-?\d+)", listed, re.MULTILINE)
    return found is not None and found[1] not in _OF_PROCESSOR_TIME
