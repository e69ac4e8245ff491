"""The processes that descend from one, where no namespace holds them together.

A process that asked to be a *subreaper* gets every orphan among its descendants as a child, so its
descendants are complete: nobody can leave the family by forking twice.
"""

import contextlib
import os
import signal

from harness.stage import kernel, threads

_BESIDE, _NEAR = 100_000, 600  # no spare id above the first, or below it, is as far from another
COMING_OR_GOING = 0  # stands for a process that is just that, in what `Family.members` says


def children(pid: int) -> list[int]:
    """The children of a process, of all its threads; nothing if it is gone."""
    try:
        names = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return []
    found = []
    for name in names:
        try:
            with open(f"/proc/{pid}/task/{name}/children", "rb") as file:
                found += [int(word) for word in file.read().split()]
        except FileNotFoundError:
            if os.path.exists("/proc/self/task") and not _lists_children():
                return _by_parent(pid)
        except OSError:
            continue
    return found


def descendants(pid: int) -> list[int]:
    """All that descend from a process, each after its parent."""
    found: list[int] = []
    ahead = children(pid)
    while ahead:
        one = ahead.pop()
        found.append(one)
        ahead += children(one)
    return found


def end_descendants() -> None:
    """End all that descend from the calling process, and reap them.  It has to be a subreaper.

    Where descendants cannot be listed only those that have ended are reaped.
    """
    listed = os.path.isdir(f"/proc/{os.getpid()}/task")
    while True:
        for pid in descendants(os.getpid()):
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        try:
            # those that were killed; who has forked meanwhile is next
            if not os.waitpid(-1, 0 if listed else os.WNOHANG)[0]:
                return
        except ChildProcessError:
            return


def beside(user: int) -> int:
    """Another id that is nobody's: who ends the processes of a user is known by it.

    Where ids end early (a container without root outside has 65,536) it has to be a near one.
    """
    return user + (_BESIDE if user > _BESIDE else _NEAR)


def end_all_of(user: int) -> None:
    """End every process of a user id that is nobody's, all at once, so that none can fork away.

    Only root can.  Whoever does it may signal that user's processes and no others, and they not it:
    so it takes on the id to act by, and to be known by the one beside it.
    """
    pid = os.fork()
    if pid == 0:
        try:
            kernel.become(user, known_as=beside(user))
            os.kill(-1, signal.SIGKILL)  # the caller is left out
        except ProcessLookupError:
            pass
        finally:
            os._exit(0)
    os.waitpid(pid, 0)


class Family:
    """The programs' processes on a stage: all that descend from the keeper but its ushers.

    ``ushers``: those that live.  ``starting``: those of them that were told to start their program,
    which nobody has seen yet.  ``ending``: those that were told to end it.
    """

    def __init__(self) -> None:
        self.ushers: set[int] = set()
        self.starting: set[int] = set()
        self.ending: set[int] = set()

    def members(self) -> list[int]:
        """Every process of the programs.

        What an usher was told to do it will do, however long it waits for a processor; a dead
        program that it has not reaped yet is told of soon.  Until then nothing is at rest.
        """
        found: list[int] = []
        for one in children(os.getpid()):
            if one not in self.ushers:
                found += [one, *descendants(one)]
                continue
            there = children(one)
            if there:
                self.starting.discard(one)
            if one in self.starting | self.ending:
                found.append(COMING_OR_GOING)
            for child in there:
                found += [COMING_OR_GOING] if is_dead(child) else [child, *descendants(child)]
        return found

    def forget(self, usher: int) -> None:
        """An usher was reaped: another process may have its number some time."""
        for group in (self.ushers, self.starting, self.ending):
            group.discard(usher)


def is_dead(pid: int) -> bool:
    """Whether a process is over, be it reaped or not."""
    stat = threads.read(f"/proc/{pid}/stat")
    return stat[stat.rfind(")") + 2 :][:1] in ("Z", "X", "")


def _lists_children() -> bool:
    """Whether the kernel lists the children of each thread (``CONFIG_PROC_CHILDREN``)."""
    return os.path.exists(f"/proc/self/task/{os.getpid()}/children")


def _by_parent(pid: int) -> list[int]:
    found = []
    for name in os.listdir("/proc"):
        if name[0] <= "9":
            stat = threads.read(f"/proc/{name}/stat")
            words = stat[stat.rfind(")") + 2 :].split(" ", 2)
            if len(words) > 1 and words[1] == str(pid):
                found.append(int(name))
    return found
