"""The clock library: programs wait for the stage's clock, which moves when all of them sleep."""

import re

import pytest

from tests.stage.clockwork import compiled, play, pythons

# call: what it returns and with which error after two seconds, when given, and at a signal
_ENDS = {
    "nanosleep": ("0 0", None, "-1 EINTR"),
    "clock_nanosleep": ("0 0", None, "4 EINTR"),
    "clock_nanosleep_until": ("0 0", None, "4 EINTR"),
    "usleep": ("0 0", None, "-1 EINTR"),
    "sleep": ("0 0", None, "1 0"),
    "thrd_sleep": ("0 0", None, "-1 EINTR"),
    "poll": ("0 0", "1 0", "-1 EINTR"),
    "ppoll": ("0 0", "1 0", "-1 EINTR"),
    "poll_none": ("0 0", None, "-1 EINTR"),
    "select": ("0 0", "1 0", "-1 EINTR"),
    "pselect": ("0 0", "1 0", "-1 EINTR"),
    "epoll_wait": ("0 0", "1 0", "-1 EINTR"),
    "epoll_pwait": ("0 0", "1 0", "-1 EINTR"),
    "epoll_pwait2": ("0 0", "1 0", "-1 EINTR"),
    "sem_timedwait": ("-1 ETIMEDOUT", "0 0", "-1 EINTR"),
    "sem_clockwait": ("-1 ETIMEDOUT", "0 0", "-1 EINTR"),
    "cond_timedwait": ("110 ETIMEDOUT", "0 0", None),
    "cond_timedwait_steady": ("110 ETIMEDOUT", "0 0", None),
    "cond_clockwait": ("110 ETIMEDOUT", "0 0", None),
    "mutex_timedlock": ("110 ETIMEDOUT", "0 0", None),
    "mutex_clocklock": ("110 ETIMEDOUT", "0 0", None),
    "rwlock_timedrdlock": ("110 ETIMEDOUT", "0 0", None),
    "rwlock_timedwrlock": ("110 ETIMEDOUT", "0 0", None),
    "rwlock_clockrdlock": ("110 ETIMEDOUT", "0 0", None),
    "rwlock_clockwrlock": ("110 ETIMEDOUT", "0 0", None),
    "timedjoin": ("110 ETIMEDOUT", "0 0", None),
    "clockjoin": ("110 ETIMEDOUT", "0 0", None),
    "cnd_timedwait": ("4 0", "0 0", None),
    "mtx_timedlock": ("4 0", "0 0", None),
    "sigtimedwait": ("-1 EAGAIN", "12 0", "-1 EINTR"),
    "semtimedop": ("-1 EAGAIN", "0 0", "-1 EINTR"),
    "mq_timedreceive": ("-1 ETIMEDOUT", "1 0", "-1 EINTR"),
    "recv": ("-1 EAGAIN", "1 0", "-1 EINTR"),
    "read": ("-1 EAGAIN", "1 0", "-1 EINTR"),
}
_MODES = ("timeout", "wake", "signal")


@pytest.mark.parametrize("mode", _MODES)
@pytest.mark.parametrize("call", _ENDS)
def test_each_call_ends_as_it_should(call: str, mode: str) -> None:
    """A wait of 2 s lasts 2 s of the program's time, unless something ends it after 0.5 s."""
    wanted = _ENDS[call][_MODES.index(mode)]
    played, _ = play(compiled("waits"), call, mode)
    *ended, elapsed, note = played.output.split()
    assert " ".join(ended) == (wanted or _ENDS[call][0])
    expected = 2000 if wanted is None or mode == "timeout" else 500
    assert expected - 10 <= int(elapsed) <= expected + 100
    if call in ("nanosleep", "select") and expected == 500:  # both tell what was left
        assert 1350 <= int(note) <= 1510


@pytest.mark.parametrize("mode", ["wake", "signal"])
def test_recvmmsg_waits_for_a_datagram(mode: str) -> None:
    """Its limit counts only from one datagram to the next, as Linux has it."""
    played, _ = play(compiled("waits"), "recvmmsg", mode)
    assert re.match(r"1 0 5\d\d|1 0 49\d" if mode == "wake" else r"-1 EINTR", played.output)


_TIMERS = {
    "default": (-14, []),
    "sleep": (-14, []),
    "exec": (-14, [("waiting", 0, 0)]),
    "fork": (0, [("child", 0, 0), ("left", 1, 2000)]),
    "alarm": (0, [("before", 9, 0), ("rang", 1, 3000), ("after", 0, 3000)]),
    "read": (0, [("EINTR", -1, 2000)]),
    "interval": (0, [("rang", 3, 2000), ("left", 500, 2000), ("rang", 3, 5000)]),
    "timer": (0, [("told", 42, 1500), ("interval", 500, 1500), ("rang", 2, 4500)]),
    "timerfd": (
        0,
        [("poll", 1, 1000), ("count", 1, 1000), ("count", 1, 1500), ("count", 3, 3300),
         ("count", 1, 3500), ("count", 1, 5500)],
    ),
    "computing": (0, [("rang", 2, 200)]),
}  # fmt: skip


@pytest.mark.parametrize("what", _TIMERS)
def test_timers_go_off_by_the_clock(what: str) -> None:
    """Alarms, timers and timerfds fire when the program's time has come, as the kernel's would."""
    code, wanted = _TIMERS[what]
    played, clock = play(compiled("timers"), what)
    rows = [line.split() for line in played.output.splitlines()]
    assert (played.code, [(row[0], int(row[1])) for row in rows]) == (
        code,
        [(name, value) for name, value, _ in wanted],
    )
    for row, (_, _, at) in zip(rows, wanted, strict=True):
        assert at <= int(row[2]) <= at + 100, played.output
    assert clock.unheld == 0


def test_ten_thousand_timers() -> None:
    """Of more timers than there is room for the rest stay real, and are counted."""
    played, clock = play(compiled("timers"), "many")
    assert played.output.startswith("made 10000")
    assert played.output.splitlines()[1].startswith("slept")
    assert clock.unheld == 10_000 - 256


_PYTHON_WAITS = """
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
plug = socket.create_connection(listener.getsockname(), 2)
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
    threading.Timer(2, server.shutdown).start()
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
    source = _PYTHON_WAITS + ("" if "/2." in python else _PYTHON_3_WAITS)
    played, clock = play(python, "-W", "ignore", "-c", source)
    assert played.code == 0, played.output
    rows = [line.split() for line in played.output.splitlines()]
    assert len(rows) >= (9 if "/2." in python else 18)
    wrong = [row for row in rows if not 1.9 <= float(row[-1]) <= 2.2]
    assert not wrong, played.output
    assert clock.uncovered == 0


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
