"""The clock library under real programs: Pythons old and new, servers and clients that tick."""

import ctypes
import os
import re
import struct
import threading

import pytest

from bench.corpus.ticking import TABLE
from harness.stage import kernel, timekeeper
from harness.stage.threads import Look
from tests.stage.clockwork import PROGRAMS, Clockwork, ends_at_once, play, pythons

_PYTHON = "/usr/bin/python3"

PYTHON_WAITS = """
from __future__ import print_function
import select, signal, socket, subprocess, sys, threading, time
try: import queue
except ImportError: import Queue as queue

def took(name, wait):
    began = time.time()
    try: result = wait()
    except Exception as error: result = type(error).__name__
    print(name, str(result).replace(' ', ''), round(time.time() - began, 1))

def condition():
    it = threading.Condition()
    with it: return it.wait(2)
took('sleep', lambda: time.sleep(2))
took('select', lambda: select.select([], [], [], 2))
took('poll', lambda: select.poll().poll(2000))
took('event', lambda: threading.Event().wait(2))
took('condition', condition)
took('queue', lambda: queue.Queue().get(timeout=2))
listener = socket.socket(); listener.bind(('127.0.0.1', 0)); listener.listen(1)
listener.settimeout(2)
took('accept', listener.accept)
plug, other = socket.socketpair(); plug.settimeout(2)
took('recv', lambda: plug.recv(1))
timer = threading.Timer(2, lambda: None); timer.start()
took('join', timer.join)
"""
_PYTHON_3_WAITS = """
import asyncio, concurrent.futures, multiprocessing, sched, selectors, socketserver
lock = threading.Lock(); lock.acquire()
took('lock', lambda: lock.acquire(timeout=2))
def choose():
    it = selectors.DefaultSelector(); it.register(plug, selectors.EVENT_READ); return it.select(2)
took('selectors', choose)
took('subprocess', lambda: subprocess.run([sys.executable, '-c', 'import time; time.sleep(9)'],
                                          timeout=2))
took('sigtimedwait', lambda: signal.sigtimedwait([signal.SIGUSR1], 2))
plan = sched.scheduler(); plan.enter(2, 1, lambda: None)
took('sched', plan.run)
pool = concurrent.futures.ThreadPoolExecutor(1)
took('future', lambda: pool.submit(time.sleep, 3).result(timeout=2))
def serve():
    server = socketserver.TCPServer(('127.0.0.1', 0), socketserver.BaseRequestHandler)
    threading.Timer(1.8, server.shutdown).start()  # noticed at the next tick
    server.serve_forever()
    server.server_close()
took('serve_forever', serve)
took('multiprocessing', lambda: multiprocessing.Queue().get(timeout=2))
async def patient():
    await asyncio.wait_for(asyncio.sleep(9), 2)
loop = asyncio.new_event_loop()
took('asyncio.sleep', lambda: loop.run_until_complete(asyncio.sleep(2)))
took('wait_for', lambda: loop.run_until_complete(patient()))
try: import tkinter
except ImportError: pass
else:
    tcl = tkinter.Tcl()
    took('tcl', lambda: tcl.eval('after 2000 {set x 1}; vwait x'))
"""


@pytest.mark.parametrize("python", pythons())
def test_python_waits_for_the_stage(python: str) -> None:
    """Whatever Python waits with takes its own two seconds, give or take what it computes."""
    source = PYTHON_WAITS + ("" if "/2." in python else _PYTHON_3_WAITS)
    played, clock = play(python, "-W", "ignore", "-c", source)
    assert played.code == 0, played.output
    rows = [line.split() for line in played.output.splitlines()]
    assert len(rows) >= (9 if "/2." in python else 18)
    wrong = [row for row in rows if not 1.9 <= float(row[-1]) <= 2.2]
    assert not wrong, played.output
    assert clock.uncovered == 0


@pytest.mark.parametrize(("seconds", "ends"), [(0, True), (timekeeper.FAR_IN_TIME, False)])
def test_who_asks_for_no_time_has_slept(seconds: int, ends: bool) -> None:
    """Until the kernel has seen to it such a thread sleeps, and the clock must not go on."""
    limit = ctypes.create_string_buffer(struct.pack("=2q", seconds, 0))
    number, place = kernel.numbers()["clock_nanosleep"], ctypes.addressof(limit)
    call = f"{number} 0x1 0x1 {place:#x} 0x0 0x0 0x0 0x0 0x0\n"
    assert ends_at_once(Look(os.getpid(), threading.get_native_id(), "S", call, "")) == ends


_CLOCKS = """
import time
def look(): return time.time(), time.monotonic(), time.perf_counter()
first = look(); time.sleep(5); second = look()
print([round(b - a, 2) for a, b in zip(first, second)])
cpu = time.process_time(); time.sleep(5); print(round(time.process_time() - cpu, 1))
"""


def test_all_clocks_agree() -> None:
    """Wall clock, monotonic and performance counter tell the same; the processor's stays real."""
    played, _ = play("/usr/bin/python3", "-c", _CLOCKS)
    assert re.fullmatch(r"\[5\.0\d?, 5\.0\d?, 5\.0\d?\]\n0\.0\n", played.output), played.output


def test_a_clock_stands_while_others_run() -> None:
    """A wait of 1 s does not end while another program of the stage computes for longer."""
    slow = "import os, time\nwhile time.process_time() < 0.3: pass\nos.write(3, b'x')"
    quick = (
        "import os, select, subprocess, sys\nr, w = os.pipe()\nos.dup2(w, 3)\n"
        f"subprocess.Popen([sys.executable, '-c', {slow!r}], pass_fds=[3])\n"
        "print(len(select.select([r], [], [], 0.1)[0]))"
    )
    played, clock = play("/usr/bin/python3", "-c", quick)
    assert (played.output, clock.jumps) == ("1\n", 0)


@pytest.mark.parametrize("program", TABLE)
def test_a_program_that_ticks_comes_to_its_end(program: str) -> None:
    """Each comes to its own end, with its own output, after its own time."""
    printed, seconds = TABLE[program]
    played, clock = play(_PYTHON, str(PROGRAMS / f"{program}.py"))
    assert (played.output, played.code) == (printed + "\n", 0)
    assert seconds - 0.1 <= clock.seconds <= seconds + 1


def test_programs_share_one_clock() -> None:
    """A server that sleeps 10 s answers a client that waits 15 s, which then times out after 15."""
    with Clockwork() as clock:
        clock.start(_PYTHON, str(PROGRAMS / "slow_server.py"))
        ready = clock.folder / "role0" / "ready"
        while not ready.exists():
            pass
        clock.start(_PYTHON, str(PROGRAMS / "patient_client.py"), str(ready))
        server, client = clock.play()
        assert (server.output, server.code) == ("done\n", 0)
        assert (client.output, client.code) == ("b'HI' after 10 s\ntimed out after 15 s\n", 0)
        assert clock.jumps < 60  # serve_forever ticks twice a second


def test_a_busy_stage_lets_no_limit_pass() -> None:
    """A client with a limit of 0.1 s waits for a server that computes for three times as long."""
    with Clockwork() as clock:
        clock.start(_PYTHON, str(PROGRAMS / "busy_server.py"))
        ready = clock.folder / "role0" / "ready"
        while not ready.exists():
            pass
        clock.start(_PYTHON, str(PROGRAMS / "hasty_client.py"), str(ready))
        assert clock.play()[1].output == "b'done'\n"


_LIMITS = """recv again 2.0
dup again 2.0
waitall b'ab' 2.0
part True 2.0
send again 2.0
True
none b'c' 0.0
accept again 2.0
inherited again 2.0
unblocked again 0.0
"""


def test_the_time_limits_of_sockets() -> None:
    """SO_RCVTIMEO and SO_SNDTIMEO end calls by the clock, over dup and accept too."""
    played, _ = play(_PYTHON, str(PROGRAMS / "socket_limits.py"))
    assert played.output == _LIMITS


_TOOLS = {
    "sleep 5; timeout 2 sleep 9; echo $?": ("124\n", 7),
    "read -t 3 < <(sleep 9) || echo $SECONDS": ("3\n", 3),
    "perl -e 'alarm 2; select undef, undef, undef, 1.5; print time - $^T; sleep 9'": ("", 2),
}


@pytest.mark.parametrize("line", _TOOLS)
def test_the_systems_own_tools(line: str) -> None:
    """Shells and what they start wait for the clock like any program."""
    printed, seconds = _TOOLS[line]
    played, clock = play("/bin/bash", "-c", line)
    assert played.output.startswith(printed)
    assert seconds <= clock.seconds < seconds + 7


_TWO_THREADS = """
import threading, time
done = []
def other():
    for i in range(20):
        sum(range(1000))
    done.append(clock())
clock = getattr(time, 'process_time', None) or time.clock
began = clock()
threading.Thread(target=other).start()
while not done and clock() - began < 3: pass
print(done and done[0] - began < 0.5)
"""


@pytest.mark.parametrize("python", pythons())
def test_threads_give_way_to_one_another(python: str) -> None:
    """A thread that computes is asked for the interpreter, though the clock stands meanwhile."""
    played, _ = play(python, "-c", _TWO_THREADS)
    assert played.output == "True\n"
