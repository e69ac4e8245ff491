"""The pages that the clock library and the stage share (``harness/clock/clock.h`` has the layout).

The stage page is the stage's alone: programs have it mapped read-only.  A role page is one for each
sandbox, and its programs can write anything into it at any time.  So nothing here trusts a byte of
it: a fixed number of slots is read, each number is only compared, and what is found decides nothing
but when threads *of that sandbox* are woken.  There are slots for 1,024 waiting threads and 256
timers; what finds none waits in real time and is counted in the page.
"""

import mmap
import os
import signal
import struct
import sys
import time

from harness.model.quick import dataclass

STAGE, ROLE = "stage", "role"  # the names of the files in the folder that a program is given
SIZE = 65536  # of either file; more than is used
_STAGE_MAGIC, _ROLE_MAGIC = 0x31474154534B4C43, 0x31454C4F524B4C43
_HEAD, _THREAD, _TIMER = 64, 32, 64  # bytes
_THREADS, _TIMERS = 1024, 256
_TIMERS_AT = _HEAD + _THREADS * _THREAD
_WORD = struct.Struct("=q")
_SLOT = struct.Struct("=IIqqq")
_TIMER_SLOT = struct.Struct("=IIqqiiIIqqq")
_NOBODY = bytes(_THREADS * _THREAD)  # as long as the longer table
_LATEST = 1 << 61  # ns; a later deadline is none

# elsewhere there are no such signals, and no clock library
WAKE = signal.SIGRTMAX - 1 if sys.platform == "linux" else 0  # ends a wait, see ``timekeeper``
_SHORTEST = 1_000_000  # ns
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


class StagePage:
    """What time it is on a stage: a mapped file, as words of eight bytes that are written at once.

    Programs can neither write nor shorten it, so it can be mapped here.
    """

    def __init__(self, path: str) -> None:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        try:
            self._bytes = mmap.mmap(descriptor, SIZE)
        finally:
            os.close(descriptor)
        self._words = memoryview(self._bytes).cast("q")
        real, axis = time.time_ns(), time.monotonic_ns()
        boot = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
        for place, word in enumerate((_STAGE_MAGIC, axis, real - axis, boot - axis)):
            self._words[place] = word

    @property
    def now(self) -> int:
        """The stage's time, in nanoseconds."""
        return self._words[1]

    @now.setter
    def now(self, value: int) -> None:
        self._words[1] = value

    def close(self) -> None:
        """Unmap it."""
        self._words.release()
        self._bytes.close()


class RolePage:
    """What the programs of one sandbox wait for.

    Read and never mapped: a program can shorten its file, and a mapping would then be fatal.
    """

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
        os.pwrite(self._file, _WORD.pack(_ROLE_MAGIC), 0)
        about = os.fstat(self._file)
        device = f"{os.major(about.st_dev):02x}:{os.minor(about.st_dev):02x}"
        # device and inode, as a line of /proc/<pid>/maps has them
        self.mapped_as = f" {device} {about.st_ino} "

    def close(self) -> None:
        """Let go of it."""
        os.close(self._file)

    @property
    def uncovered(self) -> int:
        """Waits for which there was no slot, by what the page says."""
        return self._word(16)

    @property
    def unheld(self) -> int:
        """Timers that stayed real, by what the page says."""
        return self._word(24)

    def waits(self) -> dict[int, Wait]:
        """The waiting threads; of two slots for one thread, the later."""
        found = {}
        for thread, _, deadline, asked, _ in self._slots(_SLOT, _HEAD, _THREADS).values():
            if 0 < deadline < _LATEST:
                found[thread] = Wait(thread, deadline, asked)
        return found

    def timers(self) -> list[Timer]:
        """The timers that run."""
        found = []
        for place, row in self._slots(_TIMER_SLOT, _TIMERS_AT, _TIMERS).items():
            process, kind, deadline, interval, sends, number, thread, _, value = row[:9]
            # one of no signal only tells the time to who asks; our own signal is nobody else's
            silent = kind != TIMERFD and not 0 < sends < WAKE
            if ITIMER <= kind <= TIMERFD and 0 < deadline < _LATEST and not silent:
                found.append(
                    Timer(place, process, kind, deadline, interval, sends, number, thread, value)
                )
        return found

    def fired(self, timer: Timer, now: int) -> None:
        """Note that a timer has fired: its next deadline, or none.

        Only while everything of the role sleeps.  One that would fire at once, for ever, fires
        once in a millisecond: else it would hold up the others' clock.
        """
        base = _TIMERS_AT + timer.place * _TIMER
        if timer.kind == TIMERFD:
            count = self._word(base + 32) >> 32 & 0xFFFFFFFF
            os.pwrite(self._file, struct.pack("=I", (count + 1) & 0xFFFFFFFF), base + 36)
        following = 0
        if timer.interval > 0:
            following = min(timer.deadline + max(timer.interval, _SHORTEST), _LATEST)
            if following <= now:
                following = now + _SHORTEST
        os.pwrite(self._file, _WORD.pack(following), base + 8)

    def _word(self, at: int) -> int:
        data = os.pread(self._file, 8, at)
        return int(_WORD.unpack(data)[0]) if len(data) == 8 else 0

    def _slots(self, form: struct.Struct, at: int, count: int) -> dict[int, tuple[int, ...]]:
        """The slots that have an owner, by their places."""
        data = os.pread(self._file, count * form.size, at)
        if data == _NOBODY[: len(data)]:  # as a rule nobody waits for the clock
            return {}
        owners = memoryview(data[: len(data) // form.size * form.size]).cast("I")[:: form.size // 4]
        places = (place for place, owner in enumerate(owners.tolist()) if owner)
        return {place: form.unpack_from(data, place * form.size) for place in places}
