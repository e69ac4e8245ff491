"""Plays programs with the clock library and without a sandbox, and moves their clock.

Only this much of the proof of a stage is in it: when every thread of every program sleeps, in two
equal looks, the clock jumps to the earliest deadline.
"""

import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from harness.stage import rolepage, timekeeper
from harness.stage.threads import Look, Watch, read

TOP = Path(__file__).resolve().parents[2]
PROGRAMS = Path(__file__).parent / "programs" / "clock"


@dataclass
class Played:
    """How a program ended: what it printed, its exit code."""

    output: str
    code: int


@dataclass
class Clockwork:
    """A stage's clock, one role page, and the programs that share them."""

    environment: Mapping[str, str] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp())
        rolepage.make_file(str(self.folder / rolepage.STAGE), 0o644)
        rolepage.make_file(str(self.folder / rolepage.ROLE), 0o600)
        self.stage = rolepage.StagePage(str(self.folder / rolepage.STAGE))
        self.page = rolepage.RolePage(str(self.folder / rolepage.ROLE))
        self.keeper = timekeeper.Timekeeper(self.stage)
        self.began = self.keeper.now
        self.jumps = 0
        self._programs: list[tuple[subprocess.Popen[bytes], Path]] = []
        self._seen: dict[int, None] = {}
        self._watch = Watch()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        for pid in self._processes():
            os.kill(pid, 9)
        for program, _ in self._programs:
            program.wait()
        self._watch.close()
        self.seconds = (self.keeper.now - self.began) / 1e9
        self.unheld = self.page.unheld
        self.stage.close()
        self.uncovered = self.page.uncovered
        self.page.close()
        shutil.rmtree(self.folder)

    def start(self, *words: str) -> None:
        """Start a program."""
        out = self.folder / f"out{len(self._programs)}"
        environment = {
            "PATH": "/usr/bin:/bin", "PYTHONUNBUFFERED": "1", "LD_PRELOAD": str(library()),
            "CALLSHEET_CLOCK": str(self.folder), "HOME": str(self.folder), **self.environment,
        }  # fmt: skip
        with out.open("wb") as file:
            program = subprocess.Popen(
                words, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
                env=environment, cwd=self.folder, start_new_session=True,
            )  # fmt: skip
        self._programs.append((program, out))

    def play(self, real_limit: float = 30.0) -> list[Played]:
        """Move the clock until all programs have ended; what became of each."""
        until = time.monotonic() + real_limit
        while any(program.poll() is None for program, _ in self._programs):
            if not self.step():
                select.select([], [], [], 0.0003)
            if time.monotonic() > until:
                raise AssertionError(f"still running after {real_limit} s: {self._report()}")
        return [
            Played(out.read_text(errors="replace"), program.returncode)
            for program, out in self._programs
        ]

    def step(self) -> bool:
        """Move the clock on if everything sleeps; whether it did."""
        first = self.looks()
        if first is None:
            return False
        dues = self.keeper.due(self.page, first)
        if not dues or first != self.looks():
            return False
        self.keeper.advance(dues[0].deadline)
        self.keeper.wake(dues)
        self.jumps += 1
        return True

    def looks(self) -> list[Look] | None:
        """One look at every thread; None if one may run."""
        found: list[Look] = []
        for pid in self._processes():
            seen = self._watch.look(pid)
            if seen is None or not all(look.sleeping for look in seen):
                return None
            found += seen
        return found

    def _processes(self) -> list[int]:
        """The programs, their children, and those seen before whose parents have gone."""
        found: dict[int, None] = {}
        todo = [program.pid for program, _ in self._programs] + list(self._seen)
        while todo:
            pid = todo.pop()
            if pid in found:
                continue
            threads = self._threads(pid)
            if threads:
                found[pid] = None
                for thread in threads:
                    words = read(f"/proc/{pid}/task/{thread}/children").split()
                    todo += [int(word) for word in words]
        self._seen = found
        return sorted(found)

    @property
    def programs(self) -> list[subprocess.Popen[bytes]]:
        """The programs that were started."""
        return [program for program, _ in self._programs]

    def _threads(self, pid: int) -> list[str]:
        try:
            return os.listdir(f"/proc/{pid}/task")  # noqa: PTH208  (thousands of times)
        except OSError:
            return []

    def _report(self) -> str:
        lines = [f"{self.jumps} jumps", str(self.page.waits())]
        lines += [str(look) for look in self.looks() or []]
        lines += [out.read_text(errors="replace")[-2000:] for _, out in self._programs]
        return "\n".join(lines)


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
def compiled(name: str, *flags: str) -> str:
    """A C program of the tests, compiled once a session."""
    library()
    folder = Path(tempfile.mkdtemp(prefix="clock-test-"))
    target = folder / name
    words = ["cc", "-O1", "-Wall", "-o", str(target), str(PROGRAMS / f"{name}.c")]
    subprocess.run([*words, "-lpthread", "-lrt", *flags], check=True)
    return str(target)


def play(*words: str, environment: Mapping[str, str] | None = None) -> tuple[Played, Clockwork]:
    """Play one program to its end; how that was, and the clock as it stood then."""
    with Clockwork(environment or {}) as clock:
        clock.start(*words)
        return clock.play()[0], clock


def pythons() -> Sequence[str]:
    """The Pythons of this machine that programs are tried with."""
    found = ["/usr/bin/python3"] if Path("/usr/bin/python3").exists() else []
    versions = Path("~/.pyenv/versions").expanduser()
    for version in ("2.7", "3.6", "3.8", "3.11", "3.12", "3.13"):
        found += [str(path / "bin" / "python") for path in sorted(versions.glob(version + ".*"))]
    return found
