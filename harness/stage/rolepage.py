"""The pages that the clock library and the stage share (``harness/clock/clock.h`` has the layout).

The stage page is the stage's alone: programs have it mapped read-only.  A role page is one for each
sandbox, and its programs can write anything into it at any time.  So nothing here trusts a byte of
it: a fixed number of slots is read, each number is only compared, and what is found decides nothing
but when threads *of that sandbox* are woken.  There are slots for 1,024 waiting threads and 256
timers; what finds none waits in real time and is counted in the page.
"""

import mmap
import os
import struct
import time
from dataclasses import dataclass

STAGE, ROLE = "stage", "role"  # the names of the files in the folder that a program is given
SIZE = 65536  # of either file; more than is used
_STAGE_MAGIC, _ROLE_MAGIC = 0x31474154534B4C43, 0x31454C4F524B4C43
_HEAD, _THREAD, _TIMER = 64, 32, 64
_THREADS, _TIMERS = 1024, 256
_TIMERS_AT = _HEAD + _THREADS * _THREAD
_SLOT = struct.Struct("=IIqqq")
_TIMER_SLOT = struct.Struct("=IIqqiiIIqqq")
_LATEST = 1 << 61  # ns; a later deadline is none

ITIMER, POSIX_TIMER, TIMERFD = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Wait:
    """What a thread says it waits for.  ``thread`` as its own process namespace numbers it."""

    thread: int
    deadline: int
    asked: int


@dataclass(frozen=True, slots=True)
class Timer:
    """A timer that a process has set; ``process`` as its own namespace numbers it."""

    place: int
    process: int
    kind: int
    deadline: int
    interval: int
    signal: int
    number: int
    thread: int
    value: int


def make_file(path: str, mode: int) -> None:
    """Make an empty page.  A stage's is for reading (0o444), a role's for its programs' user."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        os.fchmod(descriptor, mode)
        os.ftruncate(descriptor, SIZE)
    finally:
        os.close(descriptor)


class _Page:
    """A mapped file as words of eight bytes, each written at once."""

    def __init__(self, path: str, magic: int) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        try:
            self.bytes = mmap.mmap(descriptor, SIZE)
        finally:
            os.close(descriptor)
        self.words = memoryview(self.bytes).cast("q")
        self.words[0] = magic

    def close(self) -> None:
        """Unmap it."""
        self.words.release()
        self.bytes.close()


class StagePage(_Page):
    """What time it is on a stage."""

    def __init__(self, path: str) -> None:
        super().__init__(path, _STAGE_MAGIC)
        real, axis = time.time_ns(), time.monotonic_ns()
        self.words[2] = real - axis
        self.words[3] = time.clock_gettime_ns(time.CLOCK_BOOTTIME) - axis
        self.words[1] = axis

    @property
    def now(self) -> int:
        """The stage's time, in nanoseconds."""
        return self.words[1]

    @now.setter
    def now(self, value: int) -> None:
        self.words[1] = value


class RolePage(_Page):
    """What the programs of one sandbox wait for."""

    def __init__(self, path: str) -> None:
        super().__init__(path, _ROLE_MAGIC)

    @property
    def uncovered(self) -> int:
        """Waits for which there was no slot, by what the page says."""
        return self.words[2]

    @property
    def unheld(self) -> int:
        """Timers that stayed real, by what the page says."""
        return self.words[3]

    def waits(self) -> dict[int, Wait]:
        """The waiting threads; of two slots for one thread, the later."""
        data = self.bytes[_HEAD:_TIMERS_AT]
        if not any(data):
            return {}
        found = {}
        for thread, _, deadline, asked, _ in _SLOT.iter_unpack(data):
            if thread and 0 < deadline < _LATEST:
                found[thread] = Wait(thread, deadline, asked)
        return found

    def timers(self) -> list[Timer]:
        """The timers that run."""
        data = self.bytes[_TIMERS_AT : _TIMERS_AT + _TIMERS * _TIMER]
        if not any(data):
            return []
        found = []
        for place, row in enumerate(_TIMER_SLOT.iter_unpack(data)):
            process, kind, deadline, interval, signal, number, thread, _, value = row[:9]
            if process and ITIMER <= kind <= TIMERFD and 0 < deadline < _LATEST:
                found.append(
                    Timer(place, process, kind, deadline, interval, signal, number, thread, value)
                )
        return found

    def fired(self, timer: Timer, now: int) -> None:
        """Note that a timer has fired: its next deadline, or none.

        Only while everything of the role sleeps.  An interval that would fire again at once, for
        ever, fires once in a microsecond.
        """
        base = (_TIMERS_AT + timer.place * _TIMER) // 8
        if timer.kind == TIMERFD:
            count = struct.unpack_from("=I", self.bytes, base * 8 + 36)[0]
            struct.pack_into("=I", self.bytes, base * 8 + 36, (count + 1) & 0xFFFFFFFF)
        following = 0
        if timer.interval > 0:
            following = min(timer.deadline + max(timer.interval, 1000), _LATEST)
            if following <= now:
                following = now + 1
        self.words[base + 1] = following
