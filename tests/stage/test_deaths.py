"""How it is known that somebody died, and of what."""

import os
import signal
from pathlib import Path

import pytest

from harness.stage import deaths


def test_who_is_going() -> None:
    """A process is, as soon as it has ended, reaped or not; before, it is not."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(writer)
        os.read(reader, 1)
        os._exit(0)
    assert not deaths.going(pid)
    os.close(writer)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert deaths.going(pid)
    os.waitpid(pid, 0)
    assert deaths.going(pid)
    os.close(reader)


def test_want_of_memory_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of who was killed while memory ran out; not of who ended otherwise."""
    before = deaths.starved()
    assert deaths.ended(signal.SIGKILL, before) == "was killed (SIGKILL)"
    assert deaths.ended(0, before) == ""
    monkeypatch.setattr(deaths, "starved", lambda: before + 1)
    assert "ran out of memory" in deaths.ended(signal.SIGKILL, before)
    assert deaths.ended(signal.SIGTERM, before) == "was killed (SIGTERM)"


def test_the_kernel_counts_whom_it_ends() -> None:
    """The count is where it is looked for, on a machine that has it."""
    with Path("/proc/vmstat").open(encoding="ascii") as file:
        counts = dict(line.split() for line in file)
    if "oom_kill" not in counts:
        pytest.skip("this kernel does not count them")
    assert deaths.starved() >= int(counts["oom_kill"])
