"""The least that can play 'who spoke first': what every other way of doing it is measured by.

    bare.py FOLDER [PYTHON] [--boxed]

Starts a server and two clients on terminals, once for each of three scenes, types each message
when what came before it can be seen, and looks at the replies.  It is driven by events, sleeps
nowhere, and keeps nothing apart: no sandbox, no record, no report.  Every wait ends after five
seconds, since nothing but a clock can tell it that an answer will not come.

With ``--boxed`` each program runs in bubblewrap, with processes and files of its own and nothing
else: what a sandbox costs by itself, before anything is made of it.

Prints one line for each scene, and the processor time and wall time of all; exits with 1 if a
scene went wrong.
"""

import os
import pty
import re
import resource
import select
import subprocess
import sys
import termios
import time
from pathlib import Path

PATIENCE = 5.0
SCENES = {  # who connects first, and who then speaks first
    "X first": ("XY", "XY"),
    "Y first": ("XY", "YX"),
    "against the order of connection": ("YX", "XY"),
}
SAYS = {"X": "Alice", "Y": "Bob"}
BOX = (
    "bwrap --unshare-user --unshare-pid --unshare-ipc --uid 1000 --gid 1000 --cap-drop ALL "
    "--disable-userns --die-with-parent --ro-bind /usr /usr --symlink usr/bin /bin "
    "--symlink usr/lib /lib --symlink usr/lib64 /lib64 --ro-bind /etc /etc --dev /dev --proc /proc "
    "--tmpfs /tmp --chdir /home/student --bind {} /home/student"
)


class SilenceError(Exception):
    """What was waited for did not come in time."""


class Program:
    """A program on a terminal of its own, that does not echo."""

    def __init__(self, argv: list[str], folder: Path) -> None:
        self.master, terminal = pty.openpty()
        silence(terminal)
        self.process = subprocess.Popen(
            argv, cwd=folder, stdin=terminal, stdout=terminal, stderr=terminal
        )
        os.close(terminal)
        self.poll = select.poll()
        self.poll.register(self.master, select.POLLIN)
        self.shown = ""

    def wait_for(self, pattern: str) -> None:
        """Reads what it prints until ``pattern`` is there; raises SilenceError."""
        until = time.monotonic() + PATIENCE
        while not re.search(pattern, self.shown):
            if not self._read(until):
                raise SilenceError(pattern)

    def wait_for_end(self) -> None:
        """Reads to the end of what it prints; raises SilenceError."""
        until = time.monotonic() + PATIENCE
        while self._read(until):
            pass
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise SilenceError("its end") from None

    def type(self, line: str) -> None:
        """Types a line on its keyboard."""
        os.write(self.master, line.encode() + b"\n")

    def close(self) -> None:
        """Ends it, whatever it does."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.master)

    def _read(self, until: float) -> bool:
        if not self.poll.poll(max(0.0, until - time.monotonic()) * 1000):
            return False
        try:
            data = os.read(self.master, 65536)
        except OSError:  # the kernel's way to say that nobody has the terminal open any more
            return False
        self.shown += data.decode(errors="replace")
        return bool(data)


def silence(terminal: int) -> None:
    """Switches off the echo of a terminal."""
    state = termios.tcgetattr(terminal)
    state[3] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSANOW, state)


def play(folder: Path, interpreter: list[str], connect: str, speak: str) -> str | None:
    """Plays one scene; returns what went wrong, or None."""
    clients = sorted(path.name for path in folder.glob("client*.py"))
    file = {"X": clients[0], "Y": clients[-1]}
    server = Program([*interpreter, "server.py"], folder)
    programs = {"server": server}
    try:
        server.wait_for(r"\n")
        for role in connect:
            programs[role] = Program([*interpreter, file[role]], folder)
            programs[role].wait_for(r"\S")
        first, second = tuple(speak)
        programs[first].type(SAYS[first])
        server.wait_for(SAYS[first])
        programs[second].type(SAYS[second])
        for program in programs.values():
            program.wait_for_end()
    except SilenceError as missing:
        return f"waited in vain for {missing}"
    finally:
        for program in programs.values():
            program.close()
    reply = rf"{SAYS[first]}\W+received before .*{SAYS[second]}"
    lost = [role for role in "XY" if not re.search(reply, programs[role].shown)]
    return f"no right reply at {', '.join(lost)}" if lost else None


def main() -> int:
    """Plays the three scenes."""
    words = [word for word in sys.argv[1:] if word != "--boxed"]
    folder = Path(words[0]).resolve()
    python = words[1] if len(words) > 1 else "/usr/bin/python3"
    box = [word.format(folder) for word in BOX.split()] if "--boxed" in sys.argv else []
    began, wrong = time.perf_counter(), 0
    for scene, (connect, speak) in SCENES.items():
        trouble = play(folder, [*box, python], connect, speak)
        wrong += trouble is not None
        print(f"{scene}: {trouble or 'right'}")
    wall = time.perf_counter() - began
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(usage.ru_utime + usage.ru_stime for usage in used)
    print(f"cpu {cpu:.3f} s, wall {wall:.3f} s")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
