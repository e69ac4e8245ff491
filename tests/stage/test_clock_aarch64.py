"""The clock library on the other processor that it is made for, under an emulator of programs.

What this cannot show: the sandbox's filters, and a stage's looks at ``/proc`` on such a machine.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.stage.clockwork import PROGRAMS, TOP, Clockwork, Emulator
from tests.stage.test_clock import ENDS, MODES

_QEMU, _COMPILER = "qemu-aarch64", "aarch64-linux-gnu-gcc"
_SYSTEM = Path("/usr/aarch64-linux-gnu")
# Two signals of the guest's are the emulator's own, by which all others move: ours is 63 outside.
_WAKE = "-DWAKE=61"
_SLOW = 80  # ms between what are neighbouring calls elsewhere
_WITHOUT_A_CALL = ("epoll_wait", "epoll_pwait", "epoll_pwait2")


@pytest.fixture(scope="module")
def emulator(tmp_path_factory: pytest.TempPathFactory) -> Emulator:
    """The library, built for aarch64; without the tools the tests are skipped, and say so."""
    if not (shutil.which(_QEMU) and shutil.which(_COMPILER) and (_SYSTEM / "lib").is_dir()):
        pytest.skip("needs qemu-user, gcc-aarch64-linux-gnu and libc6-dev-arm64-cross")
    target = tmp_path_factory.mktemp("aarch64") / "clock.so"
    sources = sorted(map(str, (TOP / "harness/clock").glob("*.c")))
    flags = ["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-fPIC", "-shared", "-fwrapv",
             "-fvisibility=hidden", "-fexceptions", "-fasynchronous-unwind-tables"]  # fmt: skip
    subprocess.run(
        [_COMPILER, *flags, _WAKE, "-o", str(target), *sources, "-ldl", "-lpthread"], check=True
    )
    return Emulator((_QEMU, "-L", str(_SYSTEM)), target)


@pytest.fixture(scope="module")
def waits(emulator: Emulator) -> str:
    """The program that waits in a call of its choice."""
    target = emulator.library.parent / "waits"
    words = [_COMPILER, "-O1", "-o", str(target), str(PROGRAMS / "waits.c"), "-lpthread", "-lrt"]
    subprocess.run(words, check=True)
    return str(target)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("call", [call for call in ENDS if call not in _WITHOUT_A_CALL])
def test_each_call_ends_as_on_other_processors(
    call: str, mode: str, emulator: Emulator, waits: str
) -> None:
    """The same results, errors and times as there, two seconds of which nobody waits for."""
    wanted = ENDS[call][MODES.index(mode)]
    with Clockwork(emulator) as clock:
        clock.start(waits, call, mode)
        (played,) = clock.play()
        assert clock.jumps
    *ended, elapsed, _ = played.output.split()
    assert " ".join(ended) == (wanted or ENDS[call][0])
    expected = 2000 if wanted is None or mode == "timeout" else 500
    assert expected - _SLOW <= int(elapsed) <= expected + 100


@pytest.mark.parametrize("call", _WITHOUT_A_CALL)
def test_a_kernel_without_a_call_is_told(call: str, emulator: Emulator, waits: str) -> None:
    """The emulator has no epoll_pwait2, as old kernels have not: such a wait is uncovered."""
    with Clockwork(emulator) as clock:
        clock.start(waits, call, "wake")
        (played,) = clock.play()
    assert played.output.startswith("1 ")
    assert clock.uncovered
