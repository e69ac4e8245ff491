"""What one look at a thread says of it."""

import ctypes
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from harness.stage import kernel, timekeeper
from harness.stage.sleeps import LONGEST, Sleep, sleep
from harness.stage.threads import Look, Watch

SEIZE, INTERRUPT, DETACH = 0x4206, 0x4207, 17  # ptrace(2)
# A sleep with the arguments of a poll(): of its clock's number, 1, the kernel reads the lower half.
_LIKE_A_POLL = """
libc.mmap(ctypes.c_long(2**31), 4096, 3, 0x100032, -1, ctypes.c_long())
ctypes.c_long.from_address(2**31).value = 1000
libc.syscall(230, ctypes.c_long(2**32 + 1), 2, ctypes.c_long(2**31), None)
"""


def trace(request: int, pid: int) -> None:
    """One request of ptrace(2) without arguments; raises OSError where it is denied."""
    call = ctypes.CDLL(None, use_errno=True).ptrace
    if call(ctypes.c_long(request), ctypes.c_int(pid), None, None):
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def settled(watch: Watch, pid: int) -> Look:
    """The look at a program's only thread, once it is asleep."""
    while not ((looks := watch.look(pid)) and looks[0].sleeping):
        pass
    return looks[0]


def test_who_is_held_by_a_debugger_is_not_at_rest() -> None:
    """A tracer outside of the stage may let go at any moment: that is no proof of anything."""
    watch = Watch()
    with subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as program:
        try:
            settled(watch, program.pid)
            trace(SEIZE, program.pid)
            trace(INTERRUPT, program.pid)
            os.waitpid(program.pid, 0)
            held = watch.look(program.pid)
            assert held
            assert (held[0].state, held[0].sleeping) == ("t", False)
            trace(DETACH, program.pid)
            assert settled(watch, program.pid).state == "S"
        finally:
            program.kill()
    watch.close()


def test_what_an_epoll_watches_is_told_in_the_order_of_its_descriptors() -> None:
    """The kernel lists it by where it keeps it, which differs from run to run."""
    source = (
        "import select, socket\n"
        "pairs = [socket.socketpair() for _ in range(40)]\n"
        "watch = select.epoll()\n"
        "for one, other in reversed(pairs): watch.register(one, select.EPOLLIN)\n"
        "watch.poll()\n"
    )
    watch = Watch()
    with subprocess.Popen([sys.executable, "-c", source]) as program:
        try:
            while not (found := sleep(settled(watch, program.pid))).name.startswith("epoll"):
                pass
        finally:
            program.kill()
    watch.close()
    assert len(found.kinds) == 40
    assert list(found.kinds) == sorted(found.kinds)


@pytest.mark.skipif("poll" not in kernel.numbers(), reason="this processor's kernel has no poll()")
@pytest.mark.parametrize(
    ("source", "name", "limit"),
    [
        ("poll.poll()", "poll", None),
        ("poll.poll(100_000)", "restart_syscall", LONGEST),
        ("libc.poll(rows, 9, -1)", "restart_syscall", LONGEST),
        ("libc.usleep(10**9)", "restart_syscall", LONGEST),
        ("libc.syscall(202, ctypes.byref(word), 128, 0, limit)", "restart_syscall", LONGEST),
        (_LIKE_A_POLL, "restart_syscall", LONGEST),
    ],
)
def test_who_was_stopped_waits_as_before(source: str, name: str, limit: float | None) -> None:
    """The kernel goes on with some calls by another one, which does not say what it was."""
    source = (
        "import ctypes, select, signal\npoll = select.poll()\npoll.register(0, 1)\n"
        "libc, rows, word = ctypes.CDLL(None), (ctypes.c_int * 18)(*[-1] * 18), ctypes.c_int()\n"
        f"limit = (ctypes.c_long * 2)(1000)\n{source}\n"
    )
    found = stopped_in(("poll", "clock_nanosleep", "futex"), source)
    assert (found.name, found.limit) == (name, limit)


@pytest.mark.parametrize(("seconds", "far"), [(timekeeper.FAR_FROM_NOW, True), (1000, False)])
def test_who_was_stopped_waits_for_the_stages_clock_as_before(seconds: int, far: bool) -> None:
    """What is left of a limit stands where the limit stood, when the kernel goes on."""
    source = (
        "import ctypes\nlimit = (ctypes.c_long * 2)({})\n"
        "ctypes.CDLL(None).ppoll(None, 0, ctypes.byref(limit), None)\n"
    )
    found = stopped_in(("ppoll",), source.format(seconds))
    assert (found.name, found.far, found.limit is None) == ("ppoll", far, far)


def stopped_in(names: tuple[str, ...], source: str) -> Sleep:
    """What a program waits for that was stopped while it slept in one of some calls."""
    watch = Watch()
    with subprocess.Popen([sys.executable, "-c", source], stdin=subprocess.PIPE) as program:
        try:
            while sleep(settled(watch, program.pid)).name not in names:
                pass
            for number in (signal.SIGSTOP, signal.SIGCONT):
                os.kill(program.pid, number)
                while settled(watch, program.pid).state != (
                    "T" if number == signal.SIGSTOP else "S"
                ):
                    pass
            found = sleep(settled(watch, program.pid))
        finally:
            program.kill()
    watch.close()
    return found


def freezer() -> Path | None:
    """A group of processes of our own that can be frozen, where somebody may make one."""
    rows = [line.split() for line in Path("/proc/mounts").read_text().splitlines()]
    for _, place, kind, *_ in rows:
        if kind == "cgroup2":
            group = Path(place, f"callsheet-{os.getpid()}")
            with suppress(OSError):
                group.mkdir()
                return group
    return None


@pytest.mark.parametrize("source", ["input()", "while True: pass", "import time; time.sleep(900)"])
def test_who_is_frozen_is_not_at_rest(source: str) -> None:
    """A job that is suspended does nothing, until whoever froze it lets it go on."""
    group = freezer()
    if group is None:
        pytest.skip("no group of processes can be made here")
    watch = Watch()
    with subprocess.Popen([sys.executable, "-c", source], stdin=subprocess.PIPE) as program:
        try:
            if "pass" not in source:
                settled(watch, program.pid)
            (group / "cgroup.procs").write_text(str(program.pid))
            (group / "cgroup.freeze").write_text("1")
            while "frozen 1" not in (group / "cgroup.events").read_text():
                pass
            frozen = watch.look(program.pid)
            assert frozen
            assert not frozen[0].sleeping, frozen
            (group / "cgroup.freeze").write_text("0")
            if "pass" not in source:
                assert settled(watch, program.pid).state == "S"
        finally:
            program.kill()
            program.wait()
            group.rmdir()
    watch.close()
