"""Servers that misbehave on purpose: what a class may hand in, by mistake or not."""

from tests.small import GOOD, LISTEN, SERVE

MARKER = "the-marker-of-what-nobody-may-see"  # in the reference, in others' programs, in our memory
_HALVES = MARKER[:8], MARKER[8:]

SYNTAX_ERROR = "import socket\nprint('never closed'\n"

FORKS_FOR_EVER = "import os\nwhile True:\n    os.fork()\n"

FILLS_MEMORY = "held = []\nwhile True:\n    held.append(bytearray(10_000_000))\n"

# Each process alone stays within what one may have.
FILLS_MEMORY_TOGETHER = """
import os
ends = os.pipe()
for _ in range(30):
    if os.fork() == 0:
        held = bytearray(b"x") * 100_000_000
        os.read(ends[0], 1)
os.read(ends[0], 1)
"""

FILLS_THE_DISK = """
number = 0
while True:
    with open(f"/tmp/{number}", "wb") as file:
        file.write(bytes(10_000_000))
    number += 1
"""

FILLS_THE_DISK_WITH_NOTHING = """
number = 0
while True:
    open(f"{number}", "wb").close()
    number += 1
"""

PRINTS_FOR_EVER = "while True:\n    print('parsnip ' * 100)\n"

IGNORES_SIGNALS = """
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    signal.pause()
"""

_DAEMON = """
import os
if os.fork():
    os._exit(0)
os.setsid()
if os.fork():
    os._exit(0)
for number in range(3):
    os.close(number)
"""
DAEMON = _DAEMON + "os.read(os.pipe()[0], 1)\n"
BUSY_DAEMON = _DAEMON + "while True:\n    pass\n"

KILLS_ITS_PARENT = """
import os, signal
for pid in (os.getppid(), 1, *range(2, 40_000), -1, 0):
    if pid != os.getpid():
        try:
            os.kill(pid, signal.SIGKILL)
        except OSError:
            pass
"""

READS_PROC = (
    LISTEN
    + """
import os
for pid in os.listdir("/proc"):
    for name in ("cmdline", "environ", "mountinfo", "maps", "root/etc/shadow"):
        try:
            with open(f"/proc/{pid}/{name}", "rb") as file:
                print(pid, name, file.read(100_000))
        except OSError:
            pass
"""
    + SERVE
)

LOOKS_FOR_THE_REFERENCE = (
    LISTEN
    + f"""
import os
wanted = {_HALVES[0]!r} + {_HALVES[1]!r}
for folder, _, files in os.walk("/"):
    if folder.startswith(("/usr", "/dev", "/lib", "/proc/self/task", "/proc/thread-self")):
        continue
    for name in files:
        try:
            descriptor = os.open(os.path.join(folder, name), os.O_RDONLY | os.O_NONBLOCK)
        except OSError:
            continue
        try:
            if wanted.encode() in os.read(descriptor, 1_000_000):
                print("found in", folder, name)
        except OSError:
            pass
        os.close(descriptor)
"""
    + SERVE
)

# The first address is a listener of the test's on the machine itself.  The others are made up at
# the last moment, since an address that a program names is found on its own machine.
CONNECTS_OUTWARD = (
    LISTEN
    + """
import socket
home, *away = (".".join([str(n)] * 4) for n in (127, 1, 8, 9))
for place in (("127.0.0.1", {port}), (home, {port}), *((host, 53) for host in away)):
    plug = socket.socket()
    plug.settimeout(1)
    try:
        plug.connect(place)
        plug.sendall(b"hello")
        print("reached", place)
    except OSError as error:
        print(place, error)
    plug.close()
try:
    print("reached", socket.create_connection((".".join(["example", "com"]), 80)))
except OSError as error:
    print(error)
"""
    + SERVE
)

WRITES_MARKUP = GOOD.replace(
    "print(",
    r"""import sys
sys.stdout.write("\x1b]0;owned\x07\x1b[2J\x1b[31mred\x9b31m\x85\u202e\x00\r\n")
sys.stdout.write("<script>alert(1)</script></pre></svg><img src=x onerror=alert(2)>&lt;\n")
sys.stdout.flush()
sys.stdout.buffer.write(bytes(range(256)) + b"\n")
sys.stdout.buffer.flush()
print(""",
).replace("plug.sendall(", "plug.sendall(b'<script>alert(3)</script>\\x1b[2J ' + ")
