"""Room for processes: what the machine refuses a program that is within its own bound.

A program that begins more processes and threads than it may (``sandbox.bounds``) has met its own
bound, and what comes of that is its mistake.  Two others are the operator's, and whoever meets one
is told the same ("can't start new thread").  So nothing counts that was played meanwhile:

* A *cgroup's* (``pids.max``; a container's, or a service's) counts how often it has refused one.
  So it is known afterwards.
* That of the *user* (``ulimit -u``) tells nobody.  So there has to be room, before a scene and
  after it, for as many as all of its programs may have.  Where there is less, but as much as most
  programs need, what was played counts unless it told of a refusal: else nobody could be told of
  a mistake on a machine whose users may have some hundred processes.
"""

import os
import re
import resource
import sys
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path, PurePosixPath

from harness.model.casting import Limits, SceneJob
from harness.model.events import Event, Printed

_FEW = 24  # processes and threads of a program: few have more
_SIGNS = re.compile(rb"can't start new thread|temporarily unavailable|BlockingIOError|Errno 11\b")
_OURS = 8  # beside a program: its sandbox, a thread that is its parent, its X server
_CGROUPS = Path("/sys/fs/cgroup")
_CGROUP = (
    "{where}/pids.max, which bounds the grader and its programs together, has refused a process or"
    " thread while this was played, and it may have been a program's. Raise that (of a container:"
    " docker run --pids-limit; of a service: TasksMax), or grade fewer at once (--jobs)"
)
_USER = (
    "there is no room for {more:,} more processes and threads: the user who grades may have"
    " {most:,} on the whole machine (ulimit -u)"
)
_SCENE = (
    "{why}. The programs of this scene may begin so many. Raise that limit, end other programs of"
    " that user, or grade fewer at once (--jobs)"
)


class Headroom:
    """Whether there was room for a scene from now on until that is asked."""

    def __init__(self, job: SceneJob) -> None:
        self._most = _needed(len(job.programs), job.limits.processes)
        self._least = _needed(len(job.programs), min(_FEW, job.limits.processes))
        self._refused = refusals()
        self._lacking = [self._lacks()]
        self._where: list[Path] = []

    def ends(self) -> None:
        """The scene is over: what comes from now on is none of it."""
        self._where = [
            folder for folder, count in refusals().items() if count > self._refused.get(folder, 0)
        ]
        self._lacking.append(self._lacks())

    def lost(self, events: Iterable[Event]) -> str:
        """Why a program may have been refused a process, in words; empty if none was.

        ``events``: of what was played.
        """
        if self._where:
            return _CGROUP.format(where=self._where[0])
        printed: dict[str, bytes] = {}  # it may have come in pieces
        for each in events:
            if isinstance(each, Printed):
                printed[each.who] = printed.get(each.who, b"") + each.data
        told = any(map(_SIGNS.search, printed.values()))
        whys = [most if told else least for least, most in self._lacking]
        why = max(whys, key=len)  # whichever there is
        return _SCENE.format(why=why) if why else ""

    def _lacks(self) -> tuple[str, str]:
        """Why there is no room for what most programs need, and for as much as these may have."""
        why = lacking(self._most)
        return lacking(self._least) if why else "", why


def _needed(programs: int, processes: int) -> int:
    return programs * (processes + _OURS)


def usual() -> int:
    """The same of a scene with three programs."""
    return _needed(3, Limits().processes)


def lacking(more: int) -> str:
    """Why there is no room for so many more of our user's, in words; empty if there is."""
    most, _ = resource.getrlimit(resource.RLIMIT_NPROC)
    if sys.platform != "linux" or most == resource.RLIM_INFINITY:
        return ""
    # whoever they all belong to: mostly that does, and nothing has to be tried
    if more <= most and (_all() + more < most or _may_begin(most - more)):
        return ""
    return _USER.format(more=more, most=most)


def crowded(more: int) -> str:
    """The same of our cgroups, as they say it."""
    for folder in _cgroups():
        with suppress(OSError, ValueError):  # "max": without a limit
            most = int((folder / "pids.max").read_text())
            there = int((folder / "pids.current").read_text())
            if there + more > most:
                return f"{folder}/pids.max is {most:,}, and there are {there:,} now"
    return ""


def refusals() -> dict[Path, int]:
    """How often each cgroup of ours has refused a process to somebody by now."""
    return {folder: _refusals(folder) for folder in _cgroups()}


def _refusals(folder: Path) -> int:
    # where both are there the other one counts what any cgroup below has met, too
    for name in ("pids.events.local", "pids.events"):
        with suppress(OSError, ValueError):
            words = (folder / name).read_text().split()
            return int(words[words.index("max") + 1])
    return 0


@cache
def _cgroups() -> tuple[Path, ...]:
    """The folders of the cgroups that bound us: our own, and all above it that can be seen."""
    return cgroups(Path("/proc/self/cgroup"), _CGROUPS)


def cgroups(ours: Path, place: Path) -> tuple[Path, ...]:
    """The same: ``ours`` says which are, and ``place`` is where they can be seen."""
    with suppress(OSError, ValueError):
        for line in ours.read_text().splitlines():
            _, names, path = line.split(":", 2)
            top = place / "pids" if names else place
            if names and "pids" not in names.split(","):
                continue
            own = PurePosixPath(path.lstrip("/"))
            # a container may be shown its own as the top, and told where that is on the machine
            found = tuple(top / each for each in (own, *own.parents))
            found = tuple(each for each in dict.fromkeys(found) if (each / "pids.max").exists())
            if found:
                return found
    return ()


def _all() -> int:
    """How many threads there are on this machine; as many as can be, if it does not say."""
    with suppress(OSError, ValueError, IndexError):
        return int(Path("/proc/loadavg").read_text().split()[3].partition("/")[2])
    return sys.maxsize


def _may_begin(most: int) -> bool:
    """Whether our user may begin one more process if there may be so many."""
    try:
        pid = os.fork()
    except BlockingIOError:
        return False
    if pid == 0:
        code = 1
        try:
            resource.setrlimit(resource.RLIMIT_NPROC, (most, most))
            if os.fork() == 0:
                os._exit(0)
            os.wait()
            code = 0
        finally:
            os._exit(code)
    return os.waitpid(pid, 0)[1] == 0
