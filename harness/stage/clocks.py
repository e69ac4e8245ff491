"""What programs set for themselves that wakes them: alarms, timers, limits of sockets, watches.

Most of them are in no ``/proc`` file, so the kernel tells of each before it is set (``notify``).
Until when one runs is not known then, since the program may be kept from its processor before it
gets to set it.  It is reckoned from the first moment at which the program is seen asleep, and so
never too early.  A timer that is a file belongs to whoever holds it, and may outlive its maker.
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
from harness.stage.scenery import HOME

_ABSOLUTE = 1
_LATE = 0.25  # s; a kernel timer may fire late, when the (virtual) processor it is on stands still
_NO_LIMIT = bytes(16)
_RECEIVE_LIMIT, _SEND_LIMIT = 20, 21  # SO_RCVTIMEO, SO_SNDTIMEO
# CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, and what the C library makes of them
_OF_PROCESSOR_TIME = ("2", "3", "-6", "-2")


@dataclass(slots=True)
class _Alarm:
    """Set ``seconds`` before it rings (``inf``: again and again); ``until`` when that is known."""

    seconds: float
    until: float | None = None

    def runs(self, now: float, asleep: bool) -> bool:
        """Whether it has yet to ring; ``asleep``: whoever sets it has done so by now."""
        if self.until is None:
            if not asleep:
                return self.seconds > 0
            self.until = now + self.seconds + _LATE if self.seconds else 0.0
        return self.until > now


class Clocks:
    """Every clock that the programs of a scene have set.

    ``gives_up``: somebody has set how long TCP keeps a connection whose other side has no room
    (``TCP_USER_TIMEOUT``); sockets inherit that, too.  ``sends_files``: somebody has sent a file
    through a UNIX socket.  One that is in itself the last that leads to it is closed by the
    kernel, which looks for such in its own time.
    """

    def __init__(self) -> None:
        self._alarms: dict[int, dict[str, _Alarm]] = {}
        self._files: dict[tuple[int, int], _Alarm] = {}  # timerfds: by whom, and which number
        self._limited: set[int] = set()
        self._watching = False
        self.gives_up = self.sends_files = False

    def heed(self, call: Call) -> None:
        """Take notice of a call that sets a clock, before it goes on.

        ``alarm``, ``setitimer``, ``timer_settime``, ``timerfd_settime``, ``setsockopt`` with a
        time limit, and ``inotify_add_watch``.
        """
        numbers, process = kernel.numbers(), threads.process_of(call.thread)
        if call.number == numbers["inotify_add_watch"]:
            self._watching = True
        elif call.number == numbers["setsockopt"]:
            self._limit(call)
        elif call.number == numbers["timerfd_settime"]:
            self._files[process, call.arguments[0] & 0xFFFFFFFF] = _Alarm(_set_to(call))
        else:
            key, seconds = _setting(call)
            if key:
                self._alarms.setdefault(process, {})[key] = _Alarm(seconds)

    def alarm_runs(self, process: int, asleep: bool = True) -> bool:
        """Whether an alarm will ring in a process; ``asleep``: all its threads are."""
        now = time.monotonic()
        alarms = self._alarms.get(process, {})
        running = [key for key, alarm in alarms.items() if alarm.runs(now, asleep)]
        # of all, so that all are reckoned
        files = [
            alarm.runs(now, asleep if setter == process else not os.path.exists(f"/proc/{setter}"))
            for (setter, _), alarm in self._files.items()
        ]
        if any(files) and any("timerfd" in what for what in threads.targets(process)):
            return True
        return any(_there(process, key) for key in running)

    def watches_machine(self, process: int) -> bool:
        """Whether a process is told of what becomes of files that are not its own (inotify).

        All on the machine may use the system's files; they do so at any time.
        """
        return self._watching and _watches_others(process)

    def limited(self, thread: int, descriptor: int) -> bool:
        """Whether waiting on a socket may end by its own time limit.

        A limit is inherited by what a listener accepts, and a call under way keeps the one that it
        began with; so no socket that ever had one is believed to be without.
        """
        if not self._limited:
            return False
        if threads.inode(threads.target(thread, descriptor)) in self._limited:
            return True
        return _has_limit(thread, descriptor)

    def _limit(self, call: Call) -> None:
        if call.arguments[1] & 0xFFFFFFFF == socket.IPPROTO_TCP:
            self.gives_up = True
            return
        descriptor = call.arguments[0] & 0xFFFFFFFF
        inode = threads.inode(threads.target(call.thread, descriptor))
        given = any(memory(call.thread, call.arguments[3], 16))
        # one that it has inherited may be taken back while a call goes on with it
        if inode >= 0 and (given or _has_limit(call.thread, descriptor)):
            self._limited.add(inode)


def _has_limit(thread: int, descriptor: int) -> bool:
    """Whether a socket has a time limit; True where it cannot be told."""
    with copy_socket(thread, descriptor) as plug:
        return plug is None or any(
            plug.getsockopt(socket.SOL_SOCKET, option, 16) != _NO_LIMIT
            for option in (_RECEIVE_LIMIT, _SEND_LIMIT)
        )


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
    return f"timer {arguments[0] & 0xFFFFFFFF}", _set_to(call)


def _set_to(call: Call) -> float:
    """To how many seconds ``timer_settime`` or ``timerfd_settime`` sets a timer."""
    every, every_part, first, first_part = _times(call, 2)
    seconds = first + first_part / 1e9
    again = every or every_part or call.arguments[1] & _ABSOLUTE
    return inf if seconds and again else seconds


def _times(call: Call, index: int) -> tuple[int, int, int, int]:
    data = memory(call.thread, call.arguments[index], 32).ljust(32, b"\0")
    every, every_part, first, first_part = struct.unpack("=4q", data)
    return every, every_part, first, first_part


def _there(process: int, key: str) -> bool:
    """Whether a process still has what rings: a timer can be deleted."""
    if key.startswith("timer"):
        listed = threads.read_whole(f"/proc/{process}/timers")
        return listed is None or _ends_sleep(listed.decode("latin-1"), key.split()[1])
    return True


def _ends_sleep(listed: str, number: str) -> bool:
    """Whether a timer is there and goes on while its process sleeps (``/proc/<pid>/timers``)."""
    found = re.search(rf"^ID: {number}\n(?:(?!ID:).*\n)*?ClockID: (-?\d+)", listed, re.MULTILINE)
    return found is not None and found[1] not in _OF_PROCESSOR_TIME


def _watches_others(process: int) -> bool:
    """Whether an inotify of a process watches a file on another disk than the program's own."""
    try:
        names = os.listdir(f"/proc/{process}/fd")
    except OSError:
        return False  # it is gone
    for name in names:
        if threads.target(process, int(name)) != "anon_inode:inotify":
            continue
        about = threads.read_whole(f"/proc/{process}/fdinfo/{name}")
        watched = re.findall(rb"^inotify .* sdev:([0-9a-f]+)", about or b"", re.MULTILINE)
        if about is None or {int(disk, 16) for disk in watched} - {_own_disk(process)}:
            return True
    return False


def _own_disk(process: int) -> int:
    """The disk of a program's own files, as the kernel numbers it; -1 if it has none."""
    try:
        number = os.stat(f"/proc/{process}/root{HOME}").st_dev
    except OSError:
        return -1
    return os.major(number) << 20 | os.minor(number)
