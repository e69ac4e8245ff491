"""Plays programs with the clock library and without a sandbox, and moves their clock.

Only this much of the proof of a stage is in it: when every thread of every program sleeps, in two
equal looks, and none whose time has come, the clock jumps to the earliest deadline.  Nothing here
proves that a network is idle, so the programs talk over UNIX sockets, which have nothing on its
way.
"""

import atexit
import contextlib
import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from harness.stage import rolepage, timekeeper
from harness.stage.sleeps import sleep
from harness.stage.threads import Look, Watch, read

TOP = Path(__file__).resolve().parents[2]
PROGRAMS = Path(__file__).parent / "programs" / "clock"


@dataclass(frozen=True)
class Machine:
    """What programs run on: the words before theirs, and what preloads the library into them."""

    words: tuple[str, ...]
    preload: tuple[str, str]


@dataclass
class Played:
    """How a program ended: what it printed, its exit code."""

    output: str
    code: int


class _Role:
    """A program with a role page of its own, and all that it starts."""

    def __init__(self, folder: Path, stage: Path, words: tuple[str, ...], machine: Machine) -> None:
        folder.mkdir()
        (folder / rolepage.STAGE).symlink_to(stage)
        rolepage.make_file(str(folder / rolepage.ROLE), 0o600)
        self.page = rolepage.RolePage(str(folder / rolepage.ROLE))
        self.out = folder / "out"
        environment = {
            "PATH": "/usr/bin:/bin", "PYTHONUNBUFFERED": "1", "CALLSHEET_CLOCK": str(folder),
            "HOME": str(folder), machine.preload[0]: machine.preload[1],
        }  # fmt: skip
        with self.out.open("wb") as file:
            self.program = subprocess.Popen(
                [*machine.words, *words], stdin=subprocess.DEVNULL, stdout=file,
                stderr=subprocess.STDOUT, env=environment, cwd=folder, start_new_session=True,
            )  # fmt: skip
        self._seen: set[int] = set()

    def processes(self) -> list[int]:
        """The program, its children, and those seen before whose parents have gone.

        Not one that was reaped: its number may be that of a stranger, who would be killed with us.
        """
        found: set[int] = set()
        ended = self.program.poll() is not None
        todo = [*(self._seen - {self.program.pid} if ended else self._seen | {self.program.pid})]
        while todo:
            pid = todo.pop()
            if pid in found:
                continue
            for thread in _threads(pid):
                found.add(pid)
                words = read(f"/proc/{pid}/task/{thread}/children").split()
                todo += [int(word) for word in words]
        self._seen = found
        return sorted(found)


def ends_at_once(seen: Look) -> bool:
    """Whether the kernel ends a wait at once; until it does, the thread is seen to sleep."""
    return sleep(seen).limit == 0


def _threads(pid: int) -> list[str]:
    try:
        return os.listdir(f"/proc/{pid}/task")  # noqa: PTH208  (thousands of times)
    except OSError:
        return []


class Clockwork:
    """A stage's clock, and the programs that wait for it; they run on this machine, or another."""

    def __init__(self, machine: Machine | None = None) -> None:
        self._machine = machine or Machine((), ("LD_PRELOAD", str(library())))

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp())
        rolepage.make_file(str(self.folder / rolepage.STAGE), 0o644)
        self._stage = rolepage.StagePage(str(self.folder / rolepage.STAGE))
        self.keeper = timekeeper.Timekeeper(self._stage)
        self.jumps = self.uncovered = self.unheld = 0
        self.seconds = 0.0  # how far the clock has come
        self.roles: list[_Role] = []
        self._began = self.keeper.now
        self._watch = Watch()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for role in self.roles:
            for pid in role.processes():
                with contextlib.suppress(ProcessLookupError):  # it has ended by itself
                    os.kill(pid, 9)
            role.program.wait()
            self.uncovered += role.page.uncovered
            self.unheld += role.page.unheld
            role.page.close()
        self._watch.close()
        self._stage.close()
        shutil.rmtree(self.folder)

    def start(self, *words: str) -> None:
        """Start a program."""
        folder = self.folder / f"role{len(self.roles)}"
        self.roles.append(_Role(folder, self.folder / rolepage.STAGE, words, self._machine))

    def play(self, real_limit: float = 600.0) -> list[Played]:
        """Move the clock until all programs have ended; what became of each."""
        until = time.monotonic() + real_limit
        while any(role.program.poll() is None for role in self.roles):
            if not self.step():
                select.select([], [], [], 0.0003)
            if time.monotonic() > until:
                raise AssertionError(f"still running after {real_limit} s: {self._report()}")
        return [
            Played(role.out.read_text(errors="replace"), role.program.returncode)
            for role in self.roles
        ]

    def step(self) -> bool:
        """Move the clock on if everything sleeps; whether it did."""
        first = self.looks()
        if first is None:
            return False
        dues = [
            due
            for role, seen in zip(self.roles, first, strict=True)
            for due in self.keeper.due(role.page, seen)
        ]
        if not dues or any(map(ends_at_once, chain(*first))) or first != self.looks():
            return False
        self.keeper.advance(min(due.deadline for due in dues))
        self.keeper.wake(dues)
        self.seconds = (self.keeper.now - self._began) / 1e9
        self.jumps += 1
        return True

    def looks(self) -> list[list[Look]] | None:
        """One look at every thread of every role; None if one may run."""
        found: list[list[Look]] = []
        for role in self.roles:
            found.append([])
            for pid in role.processes():
                seen = self._watch.look(pid)
                if seen is None or not all(look.sleeping for look in seen):
                    return None
                found[-1] += seen
        return found

    def _report(self) -> str:
        lines = [f"{self.jumps} jumps"]
        lines += [f"{role.page.waits()} {role.out.read_text()[-2000:]}" for role in self.roles]
        return "\n".join([*lines, str(self.looks())])


@cache
def library() -> Path:
    """The clock library, built if need be."""
    if not shutil.which("cc"):
        pytest.skip("no C compiler on this machine")
    subprocess.run([TOP / "harness" / "clock" / "build.sh"], check=True)
    found = timekeeper.library()
    assert found is not None
    return Path(found)


@cache
def compiled(name: str, *flags: str, compiler: str = "cc") -> str:
    """A C program of the tests, compiled once a session."""
    if compiler == "cc":
        library()
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    target = folder / name
    words = [compiler, "-O1", "-Wall", "-o", str(target), str(PROGRAMS / f"{name}.c")]
    subprocess.run([*words, "-lpthread", "-lrt", *flags], check=True)
    return str(target)


def play(*words: str, machine: Machine | None = None) -> tuple[Played, Clockwork]:
    """Play one program to its end; how that was, and the clock as it stood then."""
    with Clockwork(machine) as clock:
        clock.start(*words)
        return clock.play()[0], clock


def pythons() -> Sequence[str]:
    """The Pythons of this machine that programs are tried with."""
    found = ["/usr/bin/python3"] if Path("/usr/bin/python3").exists() else []
    versions = Path("~/.pyenv/versions").expanduser()
    for version in ("2.7", "3.6", "3.8", "3.11", "3.12", "3.13"):
        found += [str(path / "bin" / "python") for path in sorted(versions.glob(version + ".*"))]
    return found
