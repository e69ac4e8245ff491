"""Programs of 64-bit ARM under an emulator, with the clock library built for them.

QEMU's user mode (``apt-get install qemu-user gcc-aarch64-linux-gnu libc6-dev-arm64-cross``) makes
each call of theirs by the same call of this machine's kernel, with the same limits, and keeps the
numbers of threads and descriptors.  So the clockwork sees them sleep as it does its own.  Signals
that are for real time have other numbers outside than inside; the library is built for those.
"""

import atexit
import os
import select
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import pytest

from harness.stage import kernel, rolepage
from tests.stage.clockwork import TOP, Machine

COMPILER, EMULATOR = "aarch64-linux-gnu-gcc", "qemu-aarch64"
# where the cross compiler's C library is; or a folder with a whole system of that processor
_ROOT = os.environ.get("AARCH64_ROOT", "/usr/aarch64-linux-gnu")
_FIRST_OF_REAL_TIME = 32

# Tells the number by which a signal from outside comes.
_PROBE = """
#include <signal.h>
#include <unistd.h>
static volatile sig_atomic_t got;
static void take(int s) { got = s; }
int main(void) {
    struct sigaction action = {.sa_handler = take};
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &all, NULL);
    for (int s = SIGRTMIN; s <= SIGRTMAX; s++) sigaction(s, &action, NULL);
    (void)!write(1, "", 1);
    while (!got) sigsuspend(&none);
    return got;
}
"""


@cache
def _folder() -> Path:
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    return folder


@cache
def wake_inside() -> int:
    """The number that the harness's signal has in the program."""
    source, program = _folder() / "probe.c", _folder() / "probe"
    source.write_text(_PROBE)
    subprocess.run([COMPILER, "-o", program, source], check=True)
    words = [EMULATOR, "-L", _ROOT, str(program)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as probe:
        assert probe.stdout is not None
        ready = select.select([probe.stdout], [], [], 30)[0]
        if ready and probe.stdout.read(1):
            probe.send_signal(rolepage.WAKE)
        else:
            probe.kill()
        return probe.wait()


@cache
def machine() -> Machine:
    """64-bit ARM, emulated; skips the test where something for that is missing."""
    missing = [name for name in (COMPILER, EMULATOR) if not shutil.which(name)]
    if missing or not Path(_ROOT, "lib").is_dir():
        pytest.skip(f"no {' and no '.join(missing) or 'C library'} for 64-bit ARM on this machine")
    sources = _folder() / "clock"
    shutil.copytree(TOP / "harness" / "clock", sources, ignore=shutil.ignore_patterns("build"))
    compiler = _folder() / "compiler"
    compiler.write_text(f'#!/bin/sh\nexec {COMPILER} -DWAKE={wake_inside()} "$@"\n')
    compiler.chmod(0o755)
    subprocess.run([sources / "build.sh", compiler], check=True)
    (built,) = (sources / "build").glob("*.so")
    return Machine((EMULATOR, "-L", _ROOT), ("QEMU_SET_ENV", f"LD_PRELOAD={built}"))


def translate_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let timers' signals, which the harness sends by the program's numbers, come by them."""
    queue, shift = kernel.queue_signal, rolepage.WAKE - wake_inside()

    def translated(process: int, thread: int, number: int, timer: int, value: int) -> None:
        outside = number + shift if number >= _FIRST_OF_REAL_TIME else number
        queue(process, thread, outside, timer, value)

    monkeypatch.setattr(kernel, "queue_signal", translated)


def python() -> str:
    """A Python for that processor, where a whole system of it is in the emulator's root."""
    path = Path(_ROOT, "usr/bin/python3")
    if not path.exists():
        pytest.skip(f"no Python for 64-bit ARM in {_ROOT}")
    return str(path.resolve())


def compiler_for(processor: str) -> str:
    """A C compiler for a processor; skips the test where there is none."""
    own = os.uname().machine == processor
    name = "cc" if own else f"{processor.replace('_', '-')}-linux-gnu-gcc"
    if not shutil.which(name):
        pytest.skip(f"no compiler for {processor} on this machine")
    return name
