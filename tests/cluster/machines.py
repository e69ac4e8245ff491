"""A Dask scheduler and workers, as real processes; on hosts of their own where that can be.

A host is a network namespace with one interface, on a switch that is another one.  What runs on it
does not see the files of the test either, so that nothing can be had but through the network.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from tests.faults import strike

TOP = Path(__file__).parents[2]
PATIENCE = 400  # seconds after which something hangs; no test is decided by it
_TICK = 0.05
_HIDE = 'mount -t tmpfs none "$0" && exec "$@"'


def children(parent: int) -> list[int]:
    """The processes that one has started, whichever of its threads did."""
    found = []
    for file in Path(f"/proc/{parent}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(word) for word in file.read_text().split()]
    return found


def descendants(root: int) -> list[int]:
    """All processes below one."""
    found = children(root)
    for pid in found:
        found += children(pid)
    return found


def playing(pid: int) -> bool:
    """Whether a worker, or its process, plays a hand-in now, and does not only try the machine."""
    return any("server.py" in _command(each) for each in descendants(pid))


def _command(pid: int) -> str:
    """How a process was started; empty if it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


class Machines:
    """Processes of a test, in its ``room``; all of them end with it."""

    def __init__(self, room: Path, stack: ExitStack, env: dict[str, str]) -> None:
        self.room, self._stack = room, stack
        self.address = ""
        self.scheduler: subprocess.Popen[str]
        self._env = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
        self._env |= env

    def start(
        self, words: Sequence[str], name: str, host: Sequence[str] = (), **env: str
    ) -> "subprocess.Popen[str]":
        """Start a command; what it says goes to the file ``name`` in the room."""
        with (self.room / name).open("w") as log:
            process = subprocess.Popen(
                [*host, *words],
                cwd="/",
                env=self._env | {"PYTHONPATH": str(TOP)} | env,
                stdout=log,
                stderr=log,
                text=True,
            )
        self._stack.callback(_end, process)
        return process

    def schedule(
        self, host: Sequence[str] = (), at: str = "127.0.0.1", protocol: str = "tcp", **env: str
    ) -> None:
        """Start the scheduler, and wait until it listens."""
        file = self.room / "scheduler.json"
        words = ["scheduler", "--host", at, "--port", "0", "--no-dashboard", "--protocol", protocol]
        words += ["--scheduler-file", str(file)]
        self.scheduler = self.start(_dask(*words), "scheduler.log", host, **env)
        until(lambda: file.exists() and file.read_text().endswith("}"), self.scheduler)
        self.address = json.loads(file.read_text())["address"]

    def worker(
        self,
        name: str,
        host: Sequence[str] = (),
        *more: str,
        nanny: bool = False,
        threads: int = 1,
        **env: str,
    ) -> "subprocess.Popen[str]":
        """Start a worker."""
        words = ["worker", self.address, "--no-dashboard", "--nthreads", str(threads), *more]
        words += ["--local-directory", str(self.room / name)]
        return self.start(
            _dask(*words, *([] if nanny else ["--no-nanny"])), f"{name}.log", host, **env
        )

    def batch(self, host: Sequence[str] = (), *, local: bool = False) -> "subprocess.Popen[str]":
        """Start grading the class in the room, by the workers or (``local``) without."""
        words = [str(self.room / name) for name in ("task", "class")]
        words += ["--out", str(self.room / "out")]
        words += ["--jobs", "2"] if local else ["--scheduler", self.address]
        return self.start([sys.executable, str(TOP / "grade.py"), "batch", *words], "batch", host)

    def said(self, name: str) -> str:
        """What a command has said so far."""
        return (self.room / name).read_text()


class Door:
    """Where those who play stop in the middle of a scene: whatever it is told has time (``held``).

    ``more``: what to start such a worker with; its environment has the ``path`` as `DOOR`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.more = ("--preload", str(Path(__file__).with_name("held.py")))
        self._held: list[socket.socket] = []
        self._plug = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._plug.bind(str(path))
        self._plug.listen()

    def stopped(self, process: "subprocess.Popen[str]") -> None:
        """Wait until another one has stopped here, while ``process`` runs."""
        plug = strike.stopped(self._plug, process)
        assert plug is not None, f"nobody came to it (the process: {process.poll()})"
        self._held.append(plug)

    def let_go(self) -> None:
        """Who has stopped goes on; others stop as before."""
        while self._held:
            self._held.pop().close()

    def open(self) -> None:
        """Nobody stops here any more."""
        self.path.unlink(missing_ok=True)
        self._plug.close()
        self.let_go()


@contextmanager
def door() -> Iterator[Door]:
    """A door, which is open in the end; in a folder that no host hides."""
    with tempfile.TemporaryDirectory(prefix="door-") as place:
        door = Door(Path(place, "door"))
        yield door
        door.open()


def until(
    there: Callable[[], object], process: "subprocess.Popen[str]", patience: float = PATIENCE
) -> None:
    """Wait until something is so, while ``process`` runs."""
    for _ in range(int(patience / _TICK)):
        if there():
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(_TICK)
            break
    assert there(), f"it never came to that (the process: {process.poll()})"


@contextmanager
def machines(room: Path, **env: str) -> Iterator[Machines]:
    """Processes that end with the block; ``env`` is for all of them."""
    with ExitStack() as stack:
        yield Machines(room, stack, env)


@contextmanager
def hosts(count: int, hidden: Path) -> Iterator[list[list[str]]]:
    """Hosts on one network, each as what to put before a command; the first is 10.77.0.1.

    The first two see the files of the test; from all others ``hidden`` is hidden.  The second can
    reach the first alone, which is all that a master needs.
    """
    if os.geteuid() != 0:
        pytest.skip("only root can make network namespaces that have names")
    if shutil.which("ip") is None:
        pytest.skip("there is no `ip` (Debian: iproute2)")
    switch = f"callsheet-{os.getpid()}"
    with ExitStack() as stack:
        try:
            _namespace(switch, stack)
        except subprocess.CalledProcessError as error:
            pytest.skip(f"no network namespace can be made: {error.stderr}")
        _ip(switch, "link", "add", "switch", "type", "bridge")
        _ip(switch, "link", "set", "switch", "up")
        found = []
        for number in range(1, count + 1):
            name = f"{switch}-{number}"
            _namespace(name, stack)
            port = f"port{number}"
            _ip(switch, "link", "add", port, "type", "veth", "peer", "eth0", "netns", name)
            _ip(switch, "link", "set", port, "master", "switch", "up")
            address = f"10.77.0.{number}/30" if number == 2 else f"10.77.0.{number * 9 - 8}/24"
            _ip(name, "address", "add", address, "dev", "eth0")
            _ip(name, "link", "set", "eth0", "up")
            _ip(name, "link", "set", "lo", "up")
            hide = ["sh", "-c", _HIDE, str(hidden)] if number > 2 else []
            found.append(["ip", "netns", "exec", name, *hide])
        yield found


def _namespace(name: str, stack: ExitStack) -> None:
    subprocess.run(["ip", "netns", "add", name], check=True, capture_output=True, text=True)
    stack.callback(subprocess.run, ["ip", "netns", "delete", name], check=False)


def _ip(namespace: str, *words: str) -> None:
    subprocess.run(["ip", "-netns", namespace, *words], check=True, capture_output=True)


def _dask(what: str, *words: str) -> list[str]:
    return [sys.executable, "-m", f"distributed.cli.dask_{what}", *words]


def _end(process: "subprocess.Popen[str]") -> None:
    """Ask it to end; a nanny has to take its worker with it."""
    process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
