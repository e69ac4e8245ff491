"""What a command costs, with all that it starts: wall time, processor time, memory.

The command runs under a small process of its own that becomes the parent of whatever loses its
parent below it.  So nothing escapes the account, and what is still running when the command has
ended is seen (and ended).

Run as a script, this file is that process: `measure.py COMMAND ...`; its last line of output is
the account, as JSON.
"""

import ctypes
import json
import os
import resource
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
SAMPLE_SECONDS = 0.04


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost: seconds of wall and processor time, and its exit code.

    ``left``: how many processes it left running.  ``output``: what it printed.  ``peak``: the most
    memory that all its processes held at once, in bytes, shared pages counted once (0 if it was
    not watched).
    """

    wall: float
    cpu: float
    code: int = 0
    left: int = 0
    output: str = ""
    peak: int = 0


def measure(argv: list[str], cwd: Path, env: dict[str, str], *, watch: bool = False) -> Cost:
    """Runs a command and returns its cost.  ``watch`` samples its memory too, at some expense."""
    me = [sys.executable, "-I", "-S", __file__, *argv]
    with subprocess.Popen(
        me, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    ) as process:
        memory = Memory(process.pid) if watch else None
        output, _ = process.communicate()
        peak = memory.stop() if memory else 0
    text, _, account = output.rstrip("\n").rpartition("\n")
    return Cost(output=text, peak=peak, **json.loads(account))


class Memory:
    """Samples what all descendants of a process hold, in a thread of its own."""

    def __init__(self, root: int) -> None:
        self.root, self.peak = root, 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> int:
        """Ends the sampling and returns the peak in bytes."""
        self._over.set()
        self._thread.join()
        return self.peak

    def _watch(self) -> None:
        while not self._over.wait(SAMPLE_SECONDS):
            self.peak = max(self.peak, sum(map(held, descendants(self.root))))


def descendants(root: int) -> list[int]:
    """All processes below one, without itself."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except (OSError, UnicodeDecodeError):
                continue
            children.setdefault(parent, []).append(int(entry.name))
    found, todo = [], [root]
    while todo:
        below = children.get(todo.pop(), [])
        found += below
        todo += below
    return found


def held(pid: int) -> int:
    """Bytes of a process's memory, each shared page divided by those who share it."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def main() -> None:
    """Runs the command, waits for all that it started, and prints the account."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    began = time.perf_counter()
    code = subprocess.call(sys.argv[1:], stderr=subprocess.STDOUT)
    wall = time.perf_counter() - began
    left = reap_the_rest()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime
    print("\n" + json.dumps({"wall": wall, "cpu": cpu, "code": code, "left": left}))


def reap_the_rest() -> int:
    """Waits for orphans that have ended, ends those that have not; returns how many these were."""
    left = 0
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return left
        if pid == 0:
            for orphan in descendants(os.getpid()):
                left += 1
                os.kill(orphan, signal.SIGKILL)
            os.waitpid(-1, 0)


if __name__ == "__main__":
    main()
