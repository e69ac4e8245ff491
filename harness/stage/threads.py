"""Every thread on the stage, as the kernel shows it: state, call, run count, descriptors.

Read from ``/proc/<pid>/task/<tid>/{stat,syscall,schedstat}`` of the keeper's own process
namespace, which holds every process of the scene and nothing else.
"""

import os
import re
import stat
from dataclasses import dataclass

_EXITING = 4  # PF_EXITING


@dataclass(frozen=True, slots=True)
class Look:
    """One look at one thread.  ``call`` is its line of ``syscall``, ``runs`` of ``schedstat``."""

    pid: int
    thread: int
    state: str
    call: str
    runs: str

    @property
    def sleeping(self) -> bool:
        """It will not run until it is woken; one that is stopped may be in no call at all."""
        return self.state in "TtZ" or (self.state == "S" and not self.call.startswith("running"))


def processes() -> list[int]:
    """Every process of the namespace but the keeper itself."""
    return [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]


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


def look(pid: int) -> list[Look] | None:
    """One look at each thread of a process; None when it is vanishing or being made."""
    base = f"/proc/{pid}/task"
    try:
        names = os.listdir(base)
    except OSError:
        return None
    found = []
    for name in names:
        place = f"{base}/{name}/"
        about, runs = read(place + "stat"), read(place + "schedstat")
        if not about or not runs:
            return None
        state, *_, flags = about[about.rfind(")") + 2 :].split(" ", 7)[:7]
        if int(flags) & _EXITING and state != "Z":
            return None  # it can look asleep, in its last call, while it waits for others to be gone
        call = "" if state == "Z" else read(place + "syscall")
        if not call and state != "Z":
            return None
        found.append(Look(pid, int(name), state, call, runs))
    return found


def process_of(thread: int) -> int:
    """The process that a thread belongs to; the thread itself if it is gone."""
    found = re.search(r"^Tgid:\s*(\d+)", read(f"/proc/{thread}/status"), re.MULTILINE)
    return int(found[1]) if found else thread


def awake(pid: int) -> bool:
    """A cheap first question: is the process's main thread on a processor or waiting for one?"""
    return read(f"/proc/{pid}/task/{pid}/syscall").startswith("running")


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
