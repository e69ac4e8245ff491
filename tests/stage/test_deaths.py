"""How it is known that somebody died, and of what."""

import os
import signal
from pathlib import Path

import pytest

from harness.stage import deaths
from harness.stage.launch import Launch


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


@pytest.mark.parametrize(("left", "lasts"), [(0, False), (1, True)])
def test_a_sandbox_that_takes_its_time_to_end_has_left_nobody(
    monkeypatch: pytest.MonkeyPatch, left: int, lasts: bool
) -> None:
    """Its first process says who lives: that bubblewrap itself is not gone yet tells nothing."""
    monkeypatch.setattr(Launch, "kill", lambda _: None)
    reader, writer = os.pipe()
    launch = Launch.__new__(Launch)
    launch._report, launch._starved = os.eventfd(0, os.EFD_NONBLOCK), deaths.starved()
    launch.pid = os.fork()
    if launch.pid == 0:
        os.close(writer)
        os.read(reader, 1)
        os._exit(0)
    os.eventfd_write(launch._report, 1 << 32 | (0 if left else 1 << 34) | 3 << 8)
    assert launch.reap() == (3, "")
    assert launch.lasts == lasts
    os.close(writer)
    os.waitpid(launch.pid, 0)
    os.close(reader)
    os.close(launch._report)
