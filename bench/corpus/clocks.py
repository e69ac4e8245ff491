"""Clocks: whatever will go on by itself is never quiet, however long it sleeps."""

from bench.corpus.case import EITHER, EXITED, NEVER, Case
from harness.model.casting import Limits

_LIBC = """
import ctypes, os, signal, sys, threading, time
libc = ctypes.CDLL(None, use_errno=True)
"""

_COUNTDOWN = """
import time
for number in range(12):
    time.sleep(0.1)
print("the end", flush=True)
input()
"""
_ALARM = "import signal\nsignal.alarm(1)\nsignal.pause()\n"
_ALARM_READING = "import signal\nsignal.alarm(1)\ninput()\n"
_ALARM_HANDLED = """
import signal
def ring(number, frame):
    print("rang", flush=True)
signal.signal(signal.SIGALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.7)
while True:
    signal.pause()
"""
_ALARM_AGAIN = """
import signal
rings = []
def ring(number, frame):
    rings.append(1)
    if len(rings) == 4:
        signal.setitimer(signal.ITIMER_REAL, 0)
        print("stopped", flush=True)
signal.signal(signal.SIGALRM, ring)
signal.setitimer(signal.ITIMER_REAL, 0.3, 0.3)
while True:
    signal.pause()
"""
_ALARM_OF_A_THREAD = """
import signal, threading
threading.Thread(target=lambda: signal.alarm(1)).start()
signal.pause()
"""
_ALARM_FAR_AWAY = "import signal\nsignal.alarm(3000)\ninput()\n"
_ALARM_TAKEN_BACK = "import signal\nsignal.alarm(3000)\nsignal.alarm(0)\ninput()\n"
_KEPT_ACROSS_EXEC = """
import os, signal
signal.setitimer(signal.ITIMER_REAL, 1)
os.execv("/usr/bin/cat", ["cat"])
"""
_TIMER_OF_CPU_TIME = "import signal\nsignal.setitimer(signal.ITIMER_PROF, 5, 5)\ninput()\n"
_TIMERFD = (
    _LIBC
    + """
timer = libc.timerfd_create(1, 0)
libc.timerfd_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 0, 700_000_000), None)
{wait}
print("rang", flush=True)
input()
"""
)
_POSIX_TIMER = (
    _LIBC
    + """
signal.signal(signal.SIGALRM, lambda *_: print("rang", flush=True))
timer = ctypes.c_void_p()
libc.timer_create(1, None, ctypes.byref(timer))
libc.timer_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 0, 700_000_000), None)
signal.pause()
input()
"""
)
# More of them than one read of their list gives; by the kernel's own numbers (of x86-64), so that
# the clock library has no say in it.  So are the next ones.
_TIMER_AMONG_MANY = (
    _LIBC
    + """
signal.signal(signal.SIGALRM, lambda *_: print("rang", flush=True))
timers = [ctypes.c_int() for _ in range(100)]
for timer in timers:
    libc.syscall(222, 1, None, ctypes.byref(timer))
libc.syscall(223, timers[0].value, 0, (ctypes.c_long * 4)(0, 0, 0, 700_000_000), None)
signal.pause()
input()
"""
)
# An epoll keeps a timer whose number is another file's by now, as long as anybody has it.
_TIMERFD_OF_OTHERS = (
    _LIBC
    + """
import select
timer = libc.syscall(283, 1, 0)
libc.syscall(286, timer, 0, (ctypes.c_long * 4)(0, 0, 0, 700_000_000), None)
poll = select.epoll()
poll.register(timer, select.EPOLLIN)
{held}
os.dup2(os.eventfd(0), timer)
poll.poll()
print("rang", flush=True)
signal.pause()
"""
)
_WATCHES_THE_MACHINE = (
    _LIBC
    + """
watch = libc.inotify_init()
libc.inotify_add_watch(watch, b"/usr/bin/env", 4)
{wait}
"""
)
_LATE_TIMERFD = (
    _LIBC
    + """
import select
poll = select.epoll()
def wait():
    poll.poll()
    print("rang", flush=True)
threading.Thread(target=wait).start()
sys.stdin.readline()
timer = libc.timerfd_create(1, 0)
libc.timerfd_settime(timer, 0, (ctypes.c_long * 4)(0, 0, 0, 700_000_000), None)
poll.register(timer, select.EPOLLIN)
sys.stdin.readline()
"""
)


def _one(name: str, source: str, **more: object) -> Case:
    return Case(name, {"program": source}, **more)  # type: ignore[arg-type]


def _never(name: str, source: str) -> Case:
    return _one(name, source, claim=NEVER)


_RANG = (("program", "rang"),)
_WAITS = {
    "sleep-loop": "import time\nwhile True:\n    time.sleep(0.1)\n",
    "sleep-an-hour": "import time\ntime.sleep(3600)\n",
    "busy-loop": "print(1, flush=True)\nwhile True:\n    pass\n",
    "event-with-limit": "import threading\nwhile True:\n    threading.Event().wait(0.2)\n",
    "queue-with-limit": "import queue\nqueue.Queue().get(timeout=3000)\n",
    "join-with-limit": (
        "import threading\nthread = threading.Thread(target=input)\nthread.start()\n"
        "while thread.is_alive():\n    thread.join(0.1)\n"
    ),
    "timer-thread": "import threading\nthreading.Timer(3000, print).start()\n",
    "sleeping-thread": (
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(3000,), daemon=True).start()\ninput()\n"
    ),
    "select-with-limit": "import select\nselect.select([0], [], [], 3000)\n",
    "select-nothing-with-limit": "import select\nselect.select([], [], [], 3000)\n",
    "poll-with-limit": (
        "import select\npoll = select.poll()\npoll.register(0, 1)\npoll.poll(3_000_000)\n"
    ),
    "epoll-with-limit": (
        "import select\npoll = select.epoll()\npoll.register(0, 1)\npoll.poll(3000)\n"
    ),
    "asyncio-sleep": "import asyncio\nasyncio.run(asyncio.sleep(3000))\n",
    "signal-with-limit": "import signal\nsignal.sigtimedwait({signal.SIGUSR1}, 3000)\n",
    "child-with-limit": "import subprocess\nsubprocess.Popen(['cat']).wait(3000)\n",
    "condition-with-limit": (
        "import threading\ncondition = threading.Condition()\n"
        "with condition:\n    condition.wait(3000)\n"
    ),
    "sleeping-child": "import os, time\nif os.fork() == 0:\n    time.sleep(3000)\nos.wait()\n",
}

CASES = (
    *(_never(name, source) for name, source in _WAITS.items()),
    _one("countdown", _COUNTDOWN, first=(("program", "the end"),)),
    _one("alarm-default", _ALARM, first=(("program", EXITED),)),
    _one("alarm-while-reading", _ALARM_READING, first=(("program", EXITED),)),
    _one("alarm-handled", _ALARM_HANDLED, first=_RANG),
    _one("alarm-again", _ALARM_AGAIN, first=(("program", "stopped"),)),
    _one("alarm-of-a-thread", _ALARM_OF_A_THREAD, first=(("program", EXITED),)),
    _never("alarm-far-away", _ALARM_FAR_AWAY),
    _one("alarm-taken-back", _ALARM_TAKEN_BACK),
    _one("alarm-kept-across-exec", _KEPT_ACROSS_EXEC, first=(("program", EXITED),)),
    _one("timer-of-processor-time", _TIMER_OF_CPU_TIME),
    _one("timerfd-read", _TIMERFD.format(wait="os.read(timer, 8)"), first=_RANG),
    _one(
        "timerfd-select",
        _TIMERFD.format(wait="import select; select.select([timer], [], [])"),
        first=_RANG,
    ),
    _one(
        "timerfd-epoll",
        _TIMERFD.format(
            wait="import select; poll = select.epoll(); poll.register(timer, 1); poll.poll()"
        ),
        first=_RANG,
    ),
    _one(
        "timerfd-in-a-nested-epoll",
        _TIMERFD.format(
            wait="import select; inner = select.epoll(); inner.register(timer, 1); "
            "outer = select.epoll(); outer.register(inner, 1); outer.poll()"
        ),
        first=_RANG,
    ),
    _one(
        "timerfd-added-later",
        _LATE_TIMERFD,
        acts=(("type", "program", ""),),
        first=_RANG,
    ),
    _one("posix-timer", _POSIX_TIMER, first=_RANG),
    _one("timer-among-many", _TIMER_AMONG_MANY, first=_RANG),
    _one(
        "timerfd-of-a-child",
        _TIMERFD_OF_OTHERS.format(held="if os.fork() == 0:\n    signal.pause()"),
        first=_RANG,
    ),
    _one(
        "timerfd-of-a-parent",
        _TIMERFD_OF_OTHERS.format(held="copy = os.dup(timer)\nif os.fork():\n    os._exit(0)"),
        first=_RANG,
    ),
    # whoever uses that file wakes it, and anybody on the machine may
    _never("inotify-of-the-machine", _WATCHES_THE_MACHINE.format(wait="os.read(watch, 99)")),
    _never(
        "signal-of-the-machine",
        _WATCHES_THE_MACHINE.format(
            wait="import fcntl\nfcntl.fcntl(watch, fcntl.F_SETOWN, os.getpid())\n"
            "fcntl.fcntl(watch, fcntl.F_SETFL, os.O_ASYNC)\nsignal.pause()"
        ),
    ),
    _one(
        "long-sleep-ends",
        "import time\ntime.sleep(2.5)\nprint('awake', flush=True)\ninput()\n",
        first=(("program", "awake"),),
        claim=EITHER,
        limits=Limits(patience=4.0, scene=20.0),
    ),
)
