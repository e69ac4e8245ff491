"""The clock of a stage: it stands still while anything can run, and jumps when nothing can.

The clock library in the programs ends no wait by itself.  Each thread publishes until when it waits
(``rolepage``) and sleeps in a call whose limit is one of two far ones, which no program would ask
for.  When the stage has proved that nothing else can happen, it moves the clock to the earliest
deadline, and wakes those whose time has come.

What a page says counts only where the kernel agrees: the thread sleeps, in a call with a far limit
(:func:`waits_for_clock`).  A stale or false slot can then wake nobody but threads of its own
sandbox that wait for the clock.
"""

import contextlib
import os
import re
import struct
from collections.abc import Iterable, Sequence
from functools import cache

from harness.model.quick import dataclass
from harness.stage import kernel
from harness.stage.notify import memory
from harness.stage.rolepage import TIMERFD, WAKE, RolePage, StagePage, Timer
from harness.stage.threads import Look, read

FAR_FROM_NOW, FAR_IN_TIME = 2_000_000_000, 4_102_444_800  # seconds, as in clock.h

_GONE = 100_000_000  # s of the first that may have gone by; half a century is left
# the calls that the library waits in, and which of their arguments is the limit's address
_LIMITS = {
    "clock_nanosleep": 2, "ppoll": 2, "pselect6": 4, "epoll_pwait2": 3, "rt_sigtimedwait": 2,
    "futex": 3, "semtimedop": 3, "mq_timedsend": 4, "mq_timedreceive": 4,
}  # fmt: skip


_UNTIL = {6, 9, 11, 13}  # FUTEX_LOCK_PI, _WAIT_BITSET, _WAIT_REQUEUE_PI, _LOCK_PI2
# what the kernel makes of a sleep or a futex when a process was stopped and goes on: the arguments
# stay where they were
_RESTARTED = (2, 3)


@cache
def _limits() -> dict[int, tuple[int, ...]]:
    numbers = kernel.numbers()
    found: dict[int, tuple[int, ...]] = {
        numbers[name]: (index,) for name, index in _LIMITS.items() if name in numbers
    }
    if "restart_syscall" in numbers:
        found[numbers["restart_syscall"]] = _RESTARTED
    return found


def waits_for_clock(seen: Look) -> bool:
    """Whether the kernel shows a thread asleep in a call with one of the far limits."""
    if seen.state != "S":
        return False
    words = seen.call.split()
    if len(words) < 7 or not words[0].isdigit():
        return False
    places = _limits().get(int(words[0]), ())
    if not places:
        return False
    until = is_until(seen)
    limits = (memory(seen.thread, int(words[1 + index], 16), 16) for index in places)
    return any(is_far(limit, until) for limit in limits)


def is_until(seen: Look) -> bool:
    """Whether the limit of the call that a thread sleeps in is a point in time."""
    number, *words = seen.call.split()
    numbers = kernel.numbers()
    if number in {str(numbers["mq_timedsend"]), str(numbers["mq_timedreceive"])}:
        return True
    if len(words) < 2 or number not in {str(numbers["clock_nanosleep"]), str(numbers["futex"])}:
        return False
    how = int(words[1], 16)
    return bool(how & 1) if number != str(numbers["futex"]) else how & 0x7F in _UNTIL


def is_far(data: bytes, until: bool = False) -> bool:
    """Whether a ``struct timespec`` is one of the library's two far limits.

    Where a process was stopped and goes on, the kernel has put what was left into some of them; but
    for those ``until`` a point in time, which from the year 2030 on would look like that.
    """
    if len(data) < 16:
        return False
    seconds, part = struct.unpack("=2q", data)
    if seconds in (FAR_FROM_NOW, FAR_IN_TIME):
        return bool(part == 0)
    return bool(0 < FAR_FROM_NOW - seconds <= _GONE and not until)


def covers(process: int, page: RolePage) -> bool:
    """Whether the library is at work in a process: it has the role's page mapped.

    A static program has not, nor one of Go, nor one that was started without the library.
    """
    try:
        with open(f"/proc/{process}/maps", "rb") as file:  # longer than one read gives
            return page.mapped_as.encode() in file.read(1 << 20)
    except OSError:
        return False


def library() -> str | None:
    """The path of the library for this processor, if it has been built."""
    folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "clock", "build")
    path = os.path.join(folder, f"clock-{os.uname().machine}.so")
    return path if os.path.exists(path) else None


@dataclass(frozen=True, slots=True)
class Due:
    """Something that the clock ends: a wait of a thread, or a timer of a process.

    Without a page it is the harness's own: what a link delays, which nobody is woken for.
    """

    deadline: int
    page: RolePage | None
    process: int
    thread: int
    timer: Timer | None = None
    asked: int = 0


class Timekeeper:
    """Moves a stage's clock, and wakes whom it concerns."""

    def __init__(self, stage: StagePage) -> None:
        self._stage = stage
        self._inner: dict[tuple[int, int], tuple[int, int]] = {}

    @property
    def now(self) -> int:
        """The stage's time, in nanoseconds of its own axis."""
        return self._stage.now

    def advance(self, to: int) -> None:
        """Move the clock on; it never goes back."""
        self._stage.now = max(self._stage.now, to)

    def due(self, page: RolePage, looks: Sequence[Look]) -> list[Due]:
        """All that the clock will end in one sandbox, earliest first.

        ``looks``: one at every thread of every process of that sandbox.  Whoever does not sleep
        waits for nothing; where that is anyone, a timer may be about to be set anew.
        """
        waits, timers = page.waits(), page.timers()
        if not waits and not timers:
            return []
        found = []
        inner = self._inside(looks)
        for number, wait in waits.items():
            seen = inner.get(number)
            if seen is not None and waits_for_clock(seen):
                found.append(Due(wait.deadline, page, seen.pid, seen.thread, asked=wait.asked))
        for timer in timers:
            main, only = inner.get(timer.process), inner.get(timer.thread)
            if main is not None and main.pid == main.thread and main.state != "Z":
                thread = only.thread if only is not None and only.pid == main.pid else 0
                found.append(Due(timer.deadline, page, main.pid, thread, timer))
        return sorted(found, key=lambda due: due.deadline)

    def wake(self, dues: Iterable[Due]) -> int:
        """Wake all whose time has come; how many that were.  Call it while they sleep."""
        count = 0
        now = self.now
        for due in dues:
            if due.deadline > now:
                continue
            count += 1
            if due.page is None:
                continue
            with contextlib.suppress(OSError):  # it is gone
                if due.timer is None:
                    kernel.signal_thread(due.process, due.thread, WAKE)
                else:
                    due.page.fired(due.timer, now)
                    _fire(due, due.timer)
        return count

    def forget(self, looks: Iterable[Look]) -> None:
        """Forget the threads that are not among these."""
        kept = {(seen.pid, seen.thread) for seen in looks}
        self._inner = {key: value for key, value in self._inner.items() if key in kept}

    def _inside(self, looks: Iterable[Look]) -> dict[int, Look]:
        """The threads by their numbers in the sandbox's own process namespace, the innermost.

        What starts the sandbox stands outside it; its number may be that of another inside.
        """
        placed = [(self._place(seen), seen) for seen in looks]
        innermost = max((depth for (depth, _), _ in placed), default=0)
        return {number: seen for (depth, number), seen in placed if depth == innermost > 0}

    def _place(self, seen: Look) -> tuple[int, int]:
        """How deep a thread's process namespace is, and its number there; zeros if it is gone."""
        key = (seen.pid, seen.thread)
        place = self._inner.get(key)
        if place is None:
            text = read(f"/proc/{seen.pid}/task/{seen.thread}/status")
            match = re.search(r"^NSpid:(.+)$", text, re.MULTILINE)
            numbers = match[1].split() if match else []
            place = (len(numbers), int(numbers[-1])) if numbers else (0, 0)
            if numbers:
                self._inner[key] = place
        return place


def _fire(due: Due, timer: Timer) -> None:
    if timer.kind == TIMERFD:
        kernel.expire_timer(due.process, timer.number)
    elif 0 < timer.signal < WAKE:
        kernel.queue_signal(due.process, due.thread, timer.signal, timer.number, timer.value)
