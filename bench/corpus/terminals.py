"""Keyboards and screens: what is typed and printed is under way for a while, and unseen."""

from bench.corpus.case import EITHER, NEVER, Case

_ANSWERS = """
import sys
print("ready")
for line in sys.stdin:
    print("got", line.strip(), flush=True)
"""

_INPUT = """
while True:
    try:
        print("got", input("> "))
    except EOFError:
        break
print("bye")
"""

# The terminal gives back what is typed: output that nobody wrote.
_ECHO = """
import sys, termios
modes = termios.tcgetattr(0)
modes[3] |= termios.ECHO
termios.tcsetattr(0, termios.TCSANOW, modes)
print("echo is on", flush=True)
for line in sys.stdin:
    pass
"""

_RAW = """
import os, termios, tty
tty.setraw(0)
modes = termios.tcgetattr(0)
modes[6][termios.VMIN], modes[6][termios.VTIME] = {minimum}, {time}
termios.tcsetattr(0, termios.TCSANOW, modes)
print("raw", end="\\r\\n", flush=True)
while True:
    data = os.read(0, 64)
    if data:
        print("got", len(data), end="\\r\\n", flush=True)
"""

# A raw terminal that gives what has come after 0.3 s without more, and only then waits again.
_BETWEEN = """
import os, termios, tty
tty.setraw(0)
modes = termios.tcgetattr(0)
modes[6][termios.VMIN], modes[6][termios.VTIME] = 64, 3
termios.tcsetattr(0, termios.TCSANOW, modes)
print("raw", end="\\r\\n", flush=True)
data = os.read(0, 64)
termios.tcsetattr(0, termios.TCSANOW, [*modes[:6], [b"\\x01" if i == termios.VMIN else
    b"\\x00" if i == termios.VTIME else c for i, c in enumerate(modes[6])]])
print("got", len(data), end="\\r\\n", flush=True)
os.read(0, 64)
"""

# A read that has begun with a limit keeps it, whatever the terminal is told since.
_TAKEN_BACK = """
import os, signal, termios, threading
modes, limited = termios.tcgetattr(0), termios.tcgetattr(0)
limited[3] &= ~termios.ICANON
limited[6][termios.VMIN], limited[6][termios.VTIME] = 0, 7
termios.tcsetattr(0, termios.TCSANOW, limited)
def read():
    print("read", os.read(0, 9), flush=True)
reader = threading.Thread(target=read)
reader.start()
while not open(f"/proc/self/task/{reader.native_id}/syscall").read().startswith("0 "):
    pass
termios.tcsetattr(0, termios.TCSANOW, modes)
signal.pause()
"""
# The same by one thread alone, or with a program for it: then no read is under way.
_SET_AND_BACK = """
import os, termios
modes, limited = termios.tcgetattr(0), termios.tcgetattr(0)
limited[3] &= ~termios.ICANON
limited[6][termios.VMIN], limited[6][termios.VTIME] = 0, 1
termios.tcsetattr(0, termios.TCSANOW, limited)
os.read(0, 9)
termios.tcsetattr(0, termios.TCSANOW, modes)
os.system("stty -icanon min 0 time 1; stty icanon")
print("got", input(), flush=True)
input()
"""

_DEV_TTY = """
import os
keyboard = os.open("/dev/tty", os.O_RDWR)
os.write(keyboard, b"ask: ")
print("got", os.read(keyboard, 99).decode().strip())
os.read(keyboard, 99)
"""

_GETPASS = """
import getpass
print("secret", len(getpass.getpass("Password: ")))
input()
"""

# A terminal inside the terminal: what crosses it is seen by nobody but the kernel's worker.
_INNER = """
import os, pty, sys
child, master = pty.fork()
if child == 0:
    while True:
        line = sys.stdin.readline()
        sys.stdout.write("inner " + line)
        sys.stdout.flush()
import threading
def show():
    while True:
        os.write(1, os.read(master, 999))
threading.Thread(target=show, daemon=True).start()
for line in sys.stdin:
    os.write(master, line.encode())
"""

_SELECT = """
import os, select
print("ready", flush=True)
while True:
    {wait}
    print("got", os.read(0, 99).decode().strip(), flush=True)
"""

_LONG_OUTPUT = """
import sys
input()
for number in range(20000):
    print("line", number)
print("all written")
input()
"""

_MANY = tuple(("type", "program", f"line {number}") for number in range(6))
_LAST = (("program", "got line 5"),)

CASES = (
    Case("typed-lines", {"program": _ANSWERS}, _MANY, first=_LAST),
    Case("typed-lines-at-once", {"program": _ANSWERS}, _MANY, first=_LAST, together=True),
    Case("input-function", {"program": _INPUT}, _MANY, first=_LAST),
    Case(
        "input-ends",
        {"program": _INPUT},
        (("type", "program", "one"), ("end input", "program")),
        first=(("program", "bye"),),
    ),
    Case(
        "echo", {"program": _ECHO}, (("type", "program", "hello"),), first=(("program", "hello"),)
    ),
    Case(
        "raw-keyboard",
        {"program": _RAW.format(minimum=1, time=0)},
        (("type", "program", "abc"),),
        first=(("program", "got 4"),),
    ),
    Case("keyboard-vmin-0", {"program": _RAW.format(minimum=0, time=2)}, claim=NEVER),
    Case(
        "keyboard-vtime",
        {"program": _BETWEEN},
        (("type", "program", "abc"),),
        first=(("program", "got 4"),),
    ),
    Case(
        "keyboard-vtime-taken-back",
        {"program": _TAKEN_BACK},
        claim=EITHER,
        first=(("program", "read"),),
    ),
    Case(
        "keyboard-vtime-and-back",
        {"program": _SET_AND_BACK},
        _MANY[:1],
        first=(("program", "got line 0"),),
    ),
    Case("dev-tty", {"program": _DEV_TTY}, _MANY[:1], first=(("program", "got line 0"),)),
    Case("getpass", {"program": _GETPASS}, _MANY[:1], first=(("program", "secret 6"),)),
    Case(
        "inner-terminal",
        {"program": _INNER},
        _MANY,
        claim=EITHER,
        first=(("program", "inner line 5"),),
    ),
    Case(
        "keyboard-select",
        {"program": _SELECT.format(wait="select.select([0], [], [])")},
        _MANY,
        first=_LAST,
    ),
    Case(
        "keyboard-poll",
        {"program": _SELECT.format(wait="p = select.poll(); p.register(0, 1); p.poll()")},
        _MANY,
        first=_LAST,
    ),
    Case(
        "keyboard-epoll",
        {"program": _SELECT.format(wait="p = select.epoll(); p.register(0, 1); p.poll()")},
        _MANY,
        first=_LAST,
    ),
    Case("long-output", {"program": _LONG_OUTPUT}, _MANY[:1], first=(("program", "all written"),)),
)
