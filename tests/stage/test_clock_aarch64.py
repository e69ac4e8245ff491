"""The clock library as built for 64-bit ARM: what programs see is what they see on this machine.

An emulator has no processor's timing and a kernel of this machine's; what it cannot show is in
``docs/decisions.md``.
"""

import re
import subprocess

import pytest

from harness.stage import kernel
from tests.stage import emulated
from tests.stage.clockwork import Clockwork, compiled, play
from tests.stage.test_clock import ENDS, MODES, TIMERS
from tests.stage.test_clock_programs import PYTHON_WAITS

# QEMU has no epoll_pwait2 before version 9: the library waits in real time then
_REAL = ("epoll_wait", "epoll_pwait", "epoll_pwait2")
_SLOW = 300  # ms of processor time that translating a program may take it

_TIMES = """
import threading, time
def look(): return time.time(), time.monotonic(), time.perf_counter()
before = look()
time.sleep(3)
threading.Event().wait(2)
after = look()
print(*(round(b - a, 1) for a, b in zip(before, after)), round(time.process_time()) < 5)
"""


@pytest.mark.parametrize("call", ENDS)
def test_each_call_ends_as_it_does_here(call: str) -> None:
    """The same ends, after as much of the program's time, as in the table for this machine."""
    machine = emulated.machine()
    program = compiled("waits", compiler=emulated.COMPILER)
    modes = [mode for mode in MODES if call not in _REAL or mode == "signal"]
    with Clockwork(machine) as clock:
        for mode in modes:
            clock.start(program, call, mode)
        for mode, played in zip(modes, clock.play(), strict=True):
            wanted = ENDS[call][MODES.index(mode)]
            *ended, elapsed, _ = played.output.split()
            assert " ".join(ended) == (wanted or ENDS[call][0]), (mode, played.output)
            expected = 2000 if wanted is None or mode == "timeout" else 500
            assert expected - _SLOW <= int(elapsed) <= expected + _SLOW, (mode, played.output)
    assert call in _REAL or clock.uncovered == 0


@pytest.mark.parametrize("what", sorted(set(TIMERS) - {"exec"}))
def test_timers_go_off_as_they_do_here(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Alarms, timers and timerfds: all but the one over exec, which this emulator does not do."""
    machine = emulated.machine()
    emulated.translate_signals(monkeypatch)
    code, wanted = TIMERS[what]
    played, clock = play(compiled("timers", compiler=emulated.COMPILER), what, machine=machine)
    rows = [line.split() for line in played.output.splitlines()]
    assert (played.code, [row[0] for row in rows]) == (code, [name for name, _, _ in wanted])
    for row, (_, value, at) in zip(rows, wanted, strict=True):
        assert abs(int(row[1]) - value) <= (20 if row[0] == "left" else 0), played.output
        assert at <= int(row[2]) <= at + _SLOW, played.output
    assert clock.unheld == 0


@pytest.mark.parametrize("what", ["jump", "nested", "cancel", "deaf"])
def test_waits_that_never_come_back(what: str) -> None:
    """A jump out of a wait, a wait within one, a cancelled thread: later waits are as before."""
    machine = emulated.machine()
    played, _ = play(compiled("left", compiler=emulated.COMPILER), what, machine=machine)
    assert (played.output, played.code) == ("right\n", 0)


@pytest.mark.parametrize("emulate", [False, True], ids=["here", "emulated"])
def test_all_clocks_agree(emulate: bool) -> None:
    """Each clock of the C library goes on by a sleep of three seconds; nobody sets one."""
    machine, compiler = None, "cc"
    if emulate:
        machine, compiler = emulated.machine(), emulated.COMPILER
    played, clock = play(compiled("clocks", compiler=compiler), machine=machine)
    *rows, apart, processor, was_set = played.output.splitlines()
    assert (apart, processor, was_set) == ("apart 0", "processor 0", "set -1 EPERM")
    assert len(rows) == 12
    for name, passed in map(str.split, rows):
        slack = 1000 if name == "time" else 10
        assert 3000 - slack <= int(passed) <= 3000 + max(slack, _SLOW), played.output
    assert clock.seconds >= 3


def test_a_python_of_that_processor() -> None:
    """Its three clocks go on alike, by its sleeps, and its nine ways to wait for two seconds."""
    machine = emulated.machine()
    python = emulated.python()
    played, clock = play(python, "-c", _TIMES, machine=machine)
    assert played.output.split() == ["5.0", "5.0", "5.0", "True"], played.output
    assert clock.jumps == 2
    played, clock = play(python, "-c", PYTHON_WAITS, machine=machine)
    rows = [line.split() for line in played.output.splitlines()]
    assert len(rows) == 9
    assert all(1.9 <= float(row[-1]) <= 2.2 + _SLOW / 1000 for row in rows), played.output
    assert clock.uncovered == 0


@pytest.mark.parametrize("name", ["x86_64", "aarch64"])
def test_numbers_of_calls_are_the_kernels(name: str) -> None:
    """Each has the number of the kernel's own headers, and none that a processor has is missing."""
    compiler = emulated.compiler_for(name)
    tables = kernel.TABLES
    known = sorted({call for _, table in tables.values() for call in table})
    asked = "#include <sys/syscall.h>\n" + "".join(f"number {call} __NR_{call}\n" for call in known)
    words = [compiler, "-E", "-P", "-"]
    told = subprocess.run(words, input=asked, capture_output=True, text=True, check=True).stdout
    found = dict(re.findall(r"^number (\w+) \(?(\d+)\)?$", told, re.MULTILINE))
    assert len(found) > 80
    assert tables[name][1] == {call: int(number) for call, number in found.items()}
