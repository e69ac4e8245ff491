"""What a sleeping thread waits for, and whether only others can end that sleep.

The call that it sleeps in, and what the call's arguments lead to, say so; the table at the end has
every call that is known to wait.  Whatever is not known here is taken for something that may end by
itself: so an odd program costs time, and never truth.
"""

import os
import re
import stat
import struct
import time
from dataclasses import field, replace
from functools import cache

from harness.model.quick import dataclass
from harness.stage import kernel, timekeeper
from harness.stage.notify import memory
from harness.stage.threads import Look, place_of, read, target

KEYBOARD, ACCEPT, RECEIVE, SEND, CONNECT = "keyboard", "accept", "receive", "send", "connect"
LOCK, CHILD, SIGNAL, PIPE, CLOCK, SEVERAL = "lock", "child", "signal", "pipe", "clock", "several"
UNKNOWN, STOPPED, ZOMBIE, WRITE = "unknown", "stopped", "zombie", "write"
PROCESSOR = "processor"  # and sleeps not at all

_FUTEX_WAITS = {0, 6, 9, 11, 13}  # WAIT, LOCK_PI, WAIT_BITSET, WAIT_REQUEUE_PI, LOCK_PI2
_FUTEX_PRIVATE, _FUTEX_REALTIME = 128, 256
_WRITES = ("write", "writev", "sendfile")
_LEAST_PLACE = 4096  # in memory: no page is lower
_NOWHERE = (b"", b"0")  # where in the kernel a thread sleeps, if that is not told
_F_SETLKW, _F_OFD_SETLKW = 7, 38
LONGEST = 1e9
TERMINALS = ("/dev/pts", "/dev/tty", "/dev/console")
_WOKEN_BY_OTHERS = (
    "pipe:", "fifo:", "anon_inode:[eventfd]", "anon_inode:[signalfd]", "anon_inode:inotify",
    "anon_inode:[pidfd]",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sleep:
    """What a sleeping thread waits for.

    ``on``: one of this module's words.  ``descriptors``: those whose readiness would end it.
    ``limit``: seconds after which it ends by itself, or None for never.  ``name``: the call.
    ``writing``: it waits to be able to write.
    """

    on: str
    name: str
    descriptors: tuple[int, ...] = ()
    limit: float | None = None
    writing: bool = False
    kinds: dict[int, str] = field(default_factory=dict)
    readable: tuple[int, ...] = ()  # of these, what arrived would have to wake it
    far: bool = False  # it is a wait of the clock library's: the kernel's limit for it is none


@cache
def _names() -> dict[int, str]:
    return {number: name for name, number in kernel.numbers().items()}


def sleep(seen: Look) -> Sleep:
    """What a thread that sleeps waits for."""
    if seen.state == "Z":
        return Sleep(ZOMBIE, "exit")
    if seen.state == "T":
        return Sleep(STOPPED, "stopped")
    number, *words = seen.call.split()
    arguments = tuple(int(word, 16) for word in words[:6])
    name = _names().get(int(number), number)
    if name == "restart_syscall" and _polls_without_limit(seen, arguments):
        name = "poll"
    kind = _KINDS.get(name)
    if kind is None or len(arguments) < 6:
        return Sleep(UNKNOWN, name, limit=LONGEST)
    found = kind(seen, name, arguments)
    if not timekeeper.waits_for_clock(seen):
        return found
    # a sleep is a wait on no descriptor at all to some (Python before 3.11)
    return replace(found, far=True, on=CLOCK if found.on == SIGNAL else found.on)


def _polls_without_limit(seen: Look, arguments: tuple[int, ...]) -> bool:
    """Whether it is a poll() that is told so: who was stopped, or frozen, and goes on, is in it.

    All that the kernel goes on with so keep their arguments: poll(), sleeps, a futex with a limit.
    To a sleep the second (or the first) is no such number; what a futex may have there is left
    out.  bubblewrap waits so for as long as its program lives.  Of a clock's number, and others,
    the kernel takes the lower half only, so a sleep can look like a poll() in all of them: where
    in the kernel it sleeps tells them apart.
    """
    if len(arguments) < 6 or "poll" not in kernel.numbers():
        return False
    place, count, limit = arguments[:3]
    a_futex = count & ~(_FUTEX_PRIVATE | _FUTEX_REALTIME) in (0, 9)
    alike = place >= _LEAST_PLACE and 0 < count <= 4096 and not a_futex and _int(limit) < 0
    where = place_of(seen.pid, seen.thread) if alike else b""
    return alike and (b"poll" in where or where in _NOWHERE)


def heeds_keyboard(found: Sleep) -> bool:
    """Whether something typed is one of several things that would end this sleep."""
    return found.on == SEVERAL and any(
        found.kinds.get(descriptor, "").startswith(TERMINALS) for descriptor in found.readable
    )


def _on_descriptor(seen: Look, name: str, arguments: tuple[int, ...]) -> Sleep:
    descriptor = _int(arguments[0])
    what = target(seen.thread, descriptor)
    writing = name in (*_WRITES, "sendto", "sendmsg")
    if name == "recvmmsg" and arguments[4]:
        return Sleep(RECEIVE, name, (descriptor,), _timespec(seen, arguments[4]))
    on = _meaning(what, name)
    limit = LONGEST if on == UNKNOWN else None
    return Sleep(on, name, (descriptor,), limit, writing, {descriptor: what}, (descriptor,))


def _meaning(what: str, name: str) -> str:
    if name in ("accept", "accept4"):
        return ACCEPT
    if name == "connect":
        return CONNECT
    if name in ("sendto", "sendmsg"):
        return SEND
    if what.startswith(TERMINALS):
        return WRITE if name in _WRITES else KEYBOARD
    if what.startswith("socket:"):
        return SEND if name in _WRITES else RECEIVE
    if what.startswith(_WOKEN_BY_OTHERS):
        return PIPE
    return UNKNOWN


def _send_file(seen: Look, name: str, arguments: tuple[int, ...]) -> Sleep:
    """A file of a disk's keeps nobody asleep so: it waits to be able to write."""
    source = target(seen.thread, _int(arguments[1]))
    if not source.startswith("/") or source.startswith("/dev/"):
        return Sleep(UNKNOWN, name, limit=LONGEST)
    return _on_descriptor(seen, name, arguments)


def _futex(seen: Look, name: str, arguments: tuple[int, ...]) -> Sleep:
    if arguments[1] & 0x7F not in _FUTEX_WAITS:
        return Sleep(UNKNOWN, name, limit=LONGEST)
    if not arguments[3]:
        return Sleep(LOCK, name)
    return Sleep(LOCK, name, limit=_futex_limit(seen, arguments))


def _futex_limit(seen: Look, arguments: tuple[int, ...]) -> float | None:
    """Seconds that a futex may still wait: relative for FUTEX_WAIT, else until a point in time."""
    seconds = _timespec(seen, arguments[3])
    if seconds is None or arguments[1] & 0x7F == 0:
        return seconds
    clock = 0 if arguments[1] & 256 else 1
    return max(0.0, seconds - time.clock_gettime(clock))


def _poll(seen: Look, name: str, arguments: tuple[int, ...]) -> Sleep:
    count = min(arguments[1], 4096)
    data = memory(seen.thread, arguments[0], 8 * count)
    rows = [row for row in struct.iter_unpack("=ihh", data[: len(data) // 8 * 8]) if row[0] >= 0]
    if name == "ppoll":
        limit = _timespec(seen, arguments[2]) if arguments[2] else None
    else:
        limit = _milliseconds(arguments[2])
    return _among(seen, name, {row[0]: row[1] for row in rows}, limit)


def _select(seen: Look, name: str, arguments: tuple[int, ...]) -> Sleep:
    size = (min(arguments[0], 1024) + 63) // 64 * 8
    wanted: dict[int, int] = {}
    for index, mask in ((1, 1), (2, 4), (3, 2)):
        data = memory(seen.thread, arguments[index], size) if arguments[index] else b""
        for place, byte in enumerate(data):
            for bit in range(8):
                if byte >> bit & 1:
                    wanted[8 * place + bit] = wanted.get(8 * place + bit, 0) | mask
    limit = _timespec(seen, arguments[4], name == "select") if arguments[4] else None
    return _among(seen, name, wanted, limit)


def _epoll(seen: Look, name: str, arguments: tuple[int, ...]) -> Sleep:
    if name == "epoll_pwait2":
        limit = _timespec(seen, arguments[3]) if arguments[3] else None
    else:
        limit = _milliseconds(arguments[3])
    text = read(f"/proc/{seen.thread}/fdinfo/{_int(arguments[0])}", 1 << 18)
    rows = re.findall(r"tfd:\s*(\d+) events:\s*([0-9a-f]+).* ino:([0-9a-f]+)", text)
    # The kernel lists them by where it keeps them. In their own order, which is that in which the
    # program made them, a wait reads the same in every run.
    watched = {int(fd): int(events, 16) for fd, events, _ in rows}
    found = _among(seen, name, dict(sorted(watched.items())), limit)
    # An epoll watches files, and names them by the numbers that they once had.
    if limit is None and any(_other(found.kinds[int(fd)], int(ino, 16)) for fd, _, ino in rows):
        return replace(found, limit=LONGEST)
    return found


def _other(what: str, wanted: int) -> bool:
    """Whether a link ``kind:[inode]`` is for another file than the wanted one."""
    number = what.partition("[")[2].rstrip("]")
    return number.isdigit() and int(number) != wanted


def _among(seen: Look, name: str, wanted: dict[int, int], limit: float | None) -> Sleep:
    """A wait on several descriptors: it is on what the interesting one is, if there is just one.

    One of a kind that is not known here might become ready by itself (a timer does).
    """
    kinds = {fd: target(seen.thread, fd) for fd in wanted}
    known = ("socket:", *TERMINALS, *_WOKEN_BY_OTHERS)
    if limit is None and not all(what.startswith(known) for what in kinds.values()):
        limit = LONGEST
    plugs = [fd for fd, what in kinds.items() if what.startswith(("socket:", "pipe:", *TERMINALS))]
    on = SEVERAL
    if len(plugs) == 1:
        on = _meaning(kinds[plugs[0]], "read")
    elif not wanted:
        on = SIGNAL if limit is None else CLOCK
    writing = bool(wanted) and all(mask & 4 and not mask & 1 for mask in wanted.values())
    # edge-triggered: data may lie unread while nothing is under way
    readable = tuple(fd for fd, mask in wanted.items() if mask & 1 and not mask & 1 << 31)
    return Sleep(on, name, tuple(wanted), limit, writing, kinds, readable)


def _nap(seen: Look, name: str, arguments: tuple[int, ...]) -> Sleep:
    if name == "nanosleep":
        return Sleep(CLOCK, name, limit=_timespec(seen, arguments[0]))
    seconds = _timespec(seen, arguments[2])
    if seconds is not None and arguments[1] & 1:  # TIMER_ABSTIME
        seconds = max(
            0.0, seconds - time.clock_gettime(_int(arguments[0]) if arguments[0] < 8 else 1)
        )
    return Sleep(CLOCK, name, limit=seconds)


def _child(_seen: Look, name: str, _arguments: tuple[int, ...]) -> Sleep:
    return Sleep(CHILD, name)


def _signal(seen: Look, name: str, arguments: tuple[int, ...]) -> Sleep:
    if name == "rt_sigtimedwait" and arguments[2]:
        return Sleep(SIGNAL, name, limit=_timespec(seen, arguments[2]))
    return Sleep(SIGNAL, name)


def _open(seen: Look, name: str, arguments: tuple[int, ...]) -> Sleep:
    """Only a named pipe keeps whoever opens it waiting: for somebody at its other end."""
    folder, address = (-100, arguments[0]) if name == "open" else (_int(arguments[0]), arguments[1])
    path = os.fsdecode(memory(seen.thread, address, 1024).partition(b"\0")[0])
    base = f"/proc/{seen.thread}/" + ("cwd" if folder == -100 else f"fd/{folder}")
    if path.startswith("/"):
        base = f"/proc/{seen.thread}/root"
    try:
        named_pipe = stat.S_ISFIFO(os.stat(f"{base}/{path}").st_mode)
    except OSError:
        named_pipe = False
    return Sleep(PIPE, name, limit=None if named_pipe else LONGEST)


def _is_its_own(seen: Look, descriptor: int) -> bool:
    """Whether a file is on the program's own disk."""
    try:
        file = os.stat(f"/proc/{seen.thread}/fd/{descriptor}")
        return file.st_dev == os.stat(f"/proc/{seen.thread}/root/home/student").st_dev
    except OSError:
        return False


def _queue(seen: Look, name: str, arguments: tuple[int, ...]) -> Sleep:
    if name == "semtimedop" and arguments[3]:
        return Sleep(LOCK, name, limit=_timespec(seen, arguments[3]))
    return Sleep(LOCK if name.startswith("sem") else PIPE, name)


def _file_lock(seen: Look, name: str, arguments: tuple[int, ...]) -> Sleep:
    if not _is_its_own(seen, _int(arguments[0])):  # others on the machine may hold it
        return Sleep(UNKNOWN, name, limit=LONGEST)
    if name == "fcntl" and arguments[1] not in (_F_SETLKW, _F_OFD_SETLKW):
        return Sleep(UNKNOWN, name, limit=LONGEST)
    return Sleep(LOCK, name)


_KINDS = {
    **dict.fromkeys(
        ("read", "readv", "write", "writev", "accept", "accept4", "recvfrom", "recvmsg",
         "recvmmsg", "sendto", "sendmsg", "connect"),
        _on_descriptor,
    ),
    "sendfile": _send_file,
    "futex": _futex,
    **dict.fromkeys(("poll", "ppoll"), _poll),
    **dict.fromkeys(("select", "pselect6"), _select),
    **dict.fromkeys(("epoll_wait", "epoll_pwait", "epoll_pwait2"), _epoll),
    **dict.fromkeys(("nanosleep", "clock_nanosleep"), _nap),
    **dict.fromkeys(("wait4", "waitid"), _child),
    **dict.fromkeys(("pause", "rt_sigsuspend", "rt_sigtimedwait"), _signal),
    **dict.fromkeys(("flock", "fcntl"), _file_lock),
    **dict.fromkeys(("open", "openat"), _open),
    **dict.fromkeys(("semop", "semtimedop", "msgrcv"), _queue),
}  # fmt: skip


def _int(value: int) -> int:
    value &= 0xFFFFFFFF
    return value - 2**32 if value >= 2**31 else value


def _milliseconds(value: int) -> float | None:
    return None if _int(value) < 0 else _int(value) / 1000


def _timespec(seen: Look, address: int, micro: bool = False) -> float | None:
    """Seconds; None for one of the clock library's far limits, which never come."""
    data = memory(seen.thread, address, 16)
    if len(data) < 16:
        return LONGEST
    if timekeeper.is_far(data, timekeeper.is_until(seen)):
        return None
    seconds, part = struct.unpack("=2q", data)
    return float(seconds + part / (1e6 if micro else 1e9))
