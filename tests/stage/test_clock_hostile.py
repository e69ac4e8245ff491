"""The clock library and programs that mean it harm, or do what programs do in odd corners."""

import os
import random
import shutil
import struct
from pathlib import Path

import pytest

from harness.stage import rolepage
from harness.stage.timekeeper import Timekeeper, covers
from tests.stage.clockwork import PROGRAMS, Clockwork, compiled, library, play

# program: what it prints at its end, and how many seconds of its time that takes
_ODD = {
    "scribbles": ("done", None),
    "ahead": ("slept", None),
    "shortens": ("done", 3),
    "reads_only": ("r--s", 0),
    "starts_anew": ("bare", 0),
    "spins": ("over", 0),
    "sleeps_a_year": ("late", 31536000),
    "sets_the_clock": ("refused", 0),
    "deaf": ("slept", 9),
    "closes_all": ("slept", 3),
    "forks": ("{7}", 2),
    "raises": ("done", 10),
    "stopped": ("7", 5),
}


@pytest.mark.parametrize("deed", _ODD)
def test_an_odd_program_comes_to_its_end(deed: str) -> None:
    """It ends by itself with its own output, and the clock went on as far as it slept."""
    printed, seconds = _ODD[deed]
    played, clock = play("/usr/bin/python3", str(PROGRAMS / f"{deed}.py"))
    assert played.output.split("\n")[-2:] == [printed, ""], played.output
    if seconds is not None:
        assert seconds <= clock.seconds <= seconds + 1


@pytest.mark.parametrize("what", ["jump", "nested", "cancel", "deaf"])
def test_waits_that_never_come_back(what: str) -> None:
    """A jump out of a wait, a wait within one, a cancelled thread: later waits are as before."""
    played, _ = play(compiled("left"), what)
    assert (played.output, played.code) == ("right\n", 0)


@pytest.mark.parametrize("seed", range(10))
def test_all_sorts_of_waits_at_once(seed: int) -> None:
    """Eight threads in random waits, with signals and forks: none is too long, short or stuck."""
    played, clock = play(compiled("race"), str(seed))
    assert (played.output, played.code, clock.uncovered) == ("wrong: 0\n", 0, 0)


def test_any_bytes_in_a_page(tmp_path: Path) -> None:
    """Whatever is in a role's page, and however short it is, reading it fails at nothing."""
    stage, role = str(tmp_path / "stage"), str(tmp_path / "role")
    rolepage.make_file(stage, 0o600)
    rolepage.make_file(role, 0o600)
    page = rolepage.RolePage(role)
    keeper = Timekeeper(rolepage.StagePage(stage))
    dice = random.Random(1)
    for size in (0, 1, 63, 64, 100, 33000, 49216, rolepage.SIZE):
        for fill in (dice.randbytes(size), b"\xff" * size, b"\x01" * size):
            Path(role).write_bytes(fill)
            assert len(page.waits()) <= 1024
            timers = page.timers()
            assert len(timers) <= 256
            for timer in timers:
                page.fired(timer, keeper.now)
            assert keeper.due(page, []) == []
            assert isinstance(page.uncovered + page.unheld, int)


def test_a_false_slot_wakes_nobody() -> None:
    """A slot for a thread that waits for something else is not believed."""
    with Clockwork() as clock:
        clock.start("/usr/bin/python3", "-c", "import os; os.read(os.pipe()[0], 1)")
        role = clock.roles[0]
        while (looks := clock.looks()) is None or not looks[0]:
            pass
        slot = struct.pack("=IIqqq", looks[0][0].thread, looks[0][0].pid, 1, 1, 1)
        with (role.out.parent / rolepage.ROLE).open("r+b") as file:
            file.seek(64)
            file.write(slot)
        assert looks[0][0].thread in role.page.waits()
        assert clock.keeper.due(role.page, looks[0]) == []


def test_who_is_covered() -> None:
    """A process with the library is told from one without."""
    with Clockwork() as clock:
        clock.start("/usr/bin/python3", "-c", "import time; time.sleep(9)")
        page = clock.roles[0].page
        while not (looks := clock.looks()) or not clock.keeper.due(page, looks[0]):
            pass
        assert covers(clock.roles[0].program.pid, page)
        assert not covers(os.getpid(), page)


_SANDBOXED = """
import os, subprocess, sys, time
try: open('/run/clock/stage', 'r+b')
except OSError: print('for reading only')
began = time.monotonic()
time.sleep(3)
subprocess.run([sys.executable, '-c', 'import time; time.sleep(4)'], env={})
print(round(time.monotonic() - began))
"""


def test_a_sandbox_with_its_own_process_numbers() -> None:
    """In a namespace of its own, by ``/etc/ld.so.preload``, also after the environment is gone."""
    if not shutil.which("bwrap"):
        pytest.skip("no bubblewrap on this machine")
    with Clockwork() as clock:
        preload = clock.folder / "preload"
        preload.write_text("/library.so\n")
        role = clock.folder / "role0" / rolepage.ROLE
        clock.start(
            "/usr/bin/env", "-i", shutil.which("bwrap") or "", "--unshare-pid", "--ro-bind", "/usr",
            "/usr", "--symlink", "usr/bin", "/bin", "--symlink", "usr/lib", "/lib", "--symlink",
            "usr/lib64", "/lib64", "--proc", "/proc", "--dev", "/dev", "--ro-bind", str(library()),
            "/library.so", "--ro-bind", str(preload), "/etc/ld.so.preload", "--ro-bind",
            str(clock.folder / rolepage.STAGE), "/run/clock/stage", "--bind", str(role),
            "/run/clock/role", "/usr/bin/python3", "-u", "-c", _SANDBOXED,
        )  # fmt: skip
        assert clock.play()[0].output == "for reading only\n7\n"
