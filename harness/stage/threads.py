"""Every thread on the stage, as the kernel shows it: state, call, run count, descriptors.

Read from ``/proc/<pid>/task/<tid>/{stat,syscall,schedstat}`` of the keeper's own process
namespace, which holds every process of the scene and nothing else.  The kernel shows a frozen
thread as one that sleeps in its last call, and has frozen it when it ran last: so of each thread
that has run and sleeps it is asked where in the kernel that is (``wchan``).
"""

import contextlib
import os
import re
import stat
from collections.abc import Callable
from typing import NamedTuple

_EXITING = 4  # PF_EXITING
_FREEZER = (b"do_freezer_trap", b"get_signal")  # where a cgroup's freezer keeps a thread
_FROZEN = "F"  # no letter of the kernel's
_MOST_KEPT = 100  # threads whose files are kept open
_census: list[Callable[[], list[int]]] = []  # at most one


class Look(NamedTuple):
    """One look at one thread.  ``call`` is its line of ``syscall``, ``runs`` of ``schedstat``."""

    pid: int
    thread: int
    state: str
    call: str
    runs: str

    @property
    def sleeping(self) -> bool:
        """It will not run until it is woken; one that is stopped may be in no call at all.

        No program may trace another, so one that a tracer holds (``t``) is held from outside of the
        stage, and may be let go at any moment.  So is one that is frozen (``F``).
        """
        return self.state in "TZ" or (self.state == "S" and not self.call.startswith("running"))

    @property
    def ran(self) -> float:
        """Seconds that it has had a processor; 0 where the kernel does not tell."""
        first = self.runs.partition(" ")[0]
        return int(first) / 1e9 if first.isdigit() else 0.0


def count_by(census: Callable[[], list[int]]) -> None:
    """Where no namespace holds the stage's processes: what lists them instead."""
    _census[:] = [census]


def processes() -> list[int]:
    """Every process of the namespace but the keeper itself."""
    if _census:
        return _census[0]()
    # what begins with a digit is a process; asked so because it is asked so often
    return [int(name) for name in os.listdir("/proc") if name[0] <= "9" and name != "1"]


def read(path: str, size: int = 4096) -> str:
    """A ``/proc`` file (so many bytes of it); empty if it is gone."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return ""
    try:
        return os.read(descriptor, size).decode("latin-1")
    except OSError:
        return ""
    finally:
        os.close(descriptor)


def read_whole(path: str) -> bytes | None:
    """A ``/proc`` file that may be longer than one read gives; None if it cannot be read."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


class Watch:
    """Looks at threads through files that are kept open: a look costs three short reads.

    Two, of a thread that was asleep and has not run since: it is in the call that it was in.
    """

    def __init__(self) -> None:
        self._files: dict[int, tuple[int, int, int]] = {}
        self._asleep: dict[int, tuple[bytes, bytes, Look, int]] = {}

    def look(self, pid: int) -> list[Look] | None:
        """One look at each thread of a process; None when it is vanishing or being made."""
        main = self._look(pid, pid)
        if main is None:
            return None
        if main[1] == 1:  # it says itself that there is no other: no need to list them
            return [main[0]]
        try:
            names = os.listdir(f"/proc/{pid}/task")
        except OSError:
            return None
        found = []
        for name in names:
            seen = self._look(pid, int(name))
            if seen is None:
                return None
            found.append(seen[0])
        return found or None  # no thread is left of one that is being buried

    def awake(self, pid: int) -> bool:
        """A cheap first question: is its main thread on a processor or waiting for one?"""
        try:
            return os.pread(self._open(pid, pid)[2], 16, 0).startswith(b"running")
        except OSError:
            return False

    def close(self) -> None:
        """Let go of every file."""
        for thread in list(self._files):
            self._forget(thread)

    def _look(self, pid: int, thread: int) -> tuple[Look, int] | None:
        """A look at one thread, and how many threads its process has."""
        try:
            about, runs, call = self._open(pid, thread)
            text = os.pread(about, 1024, 0)
            ran = os.pread(runs, 128, 0)
            known = self._asleep.get(thread)
            if known is not None and known[0] == ran and known[1] == text:
                return known[2], known[3]
            words = text[text.rfind(b")") + 2 :].split(b" ", 18)  # proc(5), from field 3 on
            zombie = words[0] == b"Z"
            if int(words[6]) & _EXITING and not zombie:
                # it can look asleep, in its last call, while it waits for others to be gone
                return None
            count = int(words[17])
            # after the run count: if that has not changed since, the call has not either
            inside = b"" if zombie else os.pread(call, 256, 0)
        except (OSError, ValueError, IndexError):
            self._forget(thread)  # gone; a new one may have its number
            return None
        if not inside and not zombie:
            return None
        state = words[0].decode()
        if state == "S" and _frozen(pid, thread):
            state = _FROZEN
        seen = Look(pid, thread, state, inside.decode(), ran.decode())
        if seen.state == "S" and seen.sleeping:
            self._asleep[thread] = ran, text, seen, count
        return seen, count

    def _open(self, pid: int, thread: int) -> tuple[int, int, int]:
        files = self._files.get(thread)
        if files is None:
            if len(self._files) >= _MOST_KEPT:
                self.close()
            place = f"/proc/{pid}/task/{thread}/"
            flags = os.O_RDONLY | os.O_CLOEXEC
            about = os.open(place + "stat", flags)
            runs = call = -1
            try:
                runs = os.open(place + "schedstat", flags)
                # of a zombie this file is root's, and an ordinary user may not open it
                with contextlib.suppress(PermissionError):
                    call = os.open(place + "syscall", flags)
            except OSError:
                os.close(about)
                if runs >= 0:
                    os.close(runs)
                raise
            files = self._files[thread] = (about, runs, call)
        return files

    def _forget(self, thread: int) -> None:
        self._asleep.pop(thread, None)
        for descriptor in self._files.pop(thread, ()):
            if descriptor >= 0:
                os.close(descriptor)


def _frozen(pid: int, thread: int) -> bool:
    """Whether a thread that seems to sleep is frozen; False where the kernel does not tell."""
    return place_of(pid, thread) in _FREEZER


def place_of(pid: int, thread: int) -> bytes:
    """Where in the kernel a thread sleeps; ``0``, or nothing, where the kernel does not tell."""
    try:
        where = os.open(f"/proc/{pid}/task/{thread}/wchan", os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.read(where, 64)
    except OSError:
        return b""
    finally:
        os.close(where)


def process_of(thread: int) -> int:
    """The process that a thread belongs to; the thread itself if it is gone."""
    found = re.search(r"^Tgid:\s*(\d+)", read(f"/proc/{thread}/status"), re.MULTILINE)
    return int(found[1]) if found else thread


def targets(process: int) -> list[str]:
    """What every descriptor of a process leads to; nothing if it is gone."""
    try:
        return [target(process, int(name)) for name in os.listdir(f"/proc/{process}/fd")]
    except OSError:
        return []


def target(thread: int, descriptor: int) -> str:
    """What a thread's descriptor leads to, as its link says; a named pipe is given as ``fifo:``."""
    path = f"/proc/{thread}/fd/{descriptor}"
    try:
        link = os.readlink(path)
        if link.startswith("/") and not link.startswith("/dev/"):
            return "fifo:" + link if stat.S_ISFIFO(os.stat(path).st_mode) else link
    except OSError:
        return ""
    return link


def inode(what: str) -> int:
    """The inode of a ``socket:[…]`` link; -1 for anything else."""
    return int(what[8:-1]) if what.startswith("socket:[") else -1


def in_background(pid: int) -> bool:
    """Whether a process has a terminal on which another group is in front: it may stop there."""
    stat = read(f"/proc/{pid}/stat")
    words = stat[stat.rfind(")") + 2 :].split()
    return len(words) > 5 and words[4] != "0" and words[2] != words[5]
