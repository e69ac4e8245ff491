"""A machine for attacks to play on that may harm it: namespaces, which end with their first process.

Where the stage has no sandbox a program can reach what its user can.  So the modes without one are
played as people are told to use them: in a container.  It has processes, a network, IPC and
terminals of its own; of the machine outside it sees the files, read-only, and what can be written
to is a few file systems in memory, each bounded, and one folder.  The harness may make no
namespaces in there, nor has it a capability that Docker would not give.

`python -m tests.hostile.machine FOLDER MODE USER NAME…` plays these attacks there, and leaves what
came of it in the folder.  Only root can.
"""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from harness.stage import kernel
from harness.stage.nets import bring_up
from tests.hostile.attack import Attack
from tests.hostile.canaries import Canaries
from tests.hostile.classroom import Classroom
from tests.hostile.corpus import ATTACKS
from tests.house import ORDINARY, TOP, House

DENIED = ("namespaces", "docker", "haste")
_DENIED_TO_ORDINARY = ("namespaces", "raw", "haste")
_INSIDE = "/mnt"
_ROOM = "room.json"
_MEMORY = {"/tmp": "1g", "/dev/shm": "256m", "/var/tmp": "256m", "/run": "16m", "/root": "1m"}
_FILES = 80_000  # in each of these
_PROCESSES = 700  # of an ordinary user, whatever the stage makes of it


class Kept(House):
    """What is left of a house after its machine has ended."""

    def __init__(self, path: Path, user: str) -> None:
        self.path, self.user, self.out = path, user, path / "out"


def played(folder: Path, mode: str, user: str, attacks: Iterable[Attack]) -> Classroom:
    """Attacks, graded on such a machine; their reports stay in ``folder``."""
    chosen = {attack.name: attack for attack in attacks}
    words = [sys.executable, "-m", "tests.hostile.machine", str(folder), mode, user, *chosen]
    done = subprocess.run(
        words, cwd=TOP, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    known = json.loads((folder / _ROOM).read_text(encoding="utf-8"))
    house = Kept(folder / known.pop("house"), user)
    canaries = Canaries(house.path, secrets=known.pop("secrets"))
    return Classroom(house, canaries, chosen, **known)


def main(words: list[str]) -> None:
    """Make the machine, and play in it."""
    folder, mode, user, names = words[0], words[1], words[2], words[3:]
    kernel.unshare(
        kernel.CLONE_NEWNS
        | kernel.CLONE_NEWPID
        | kernel.CLONE_NEWNET
        | kernel.CLONE_NEWIPC
        | kernel.CLONE_NEWUTS
    )
    first = os.fork()
    if first:
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(first, 0)[1]))
    kernel.die_with_parent()
    _furnish(folder)
    player = os.fork()
    if player == 0:
        _play(mode, user, [attack for attack in ATTACKS if attack.name in names])
        sys.exit(0)
    while True:  # everybody's orphans come to the first process
        pid, status = os.wait()
        if pid == player:
            sys.exit(0 if status == 0 else 1)


def _furnish(folder: str) -> None:
    """Mount what such a machine has, and let all else be read-only."""
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount(folder, _INSIDE, None, kernel.MS_BIND)
    # what we are run from is there whatever comes to lie over it
    ours = {place: os.open(place, os.O_PATH) for place in (str(TOP), sys.prefix, sys.base_prefix)}
    for path, size in _MEMORY.items():
        options = f"size={size},nr_inodes={_FILES},mode=1777"
        kernel.mount("memory", path, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, options)
    for place, handle in ours.items():
        if any(Path(path) in Path(place).parents for path in _MEMORY):
            Path(place).mkdir(parents=True, exist_ok=True)
            kernel.mount(f"/proc/self/fd/{handle}", place, None, kernel.MS_BIND)
        os.close(handle)
    kernel.mount("proc", "/proc", "proc", kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC)
    terminals = "newinstance,ptmxmode=0666,mode=0620"
    kernel.mount("terminals", "/dev/pts", "devpts", kernel.MS_NOSUID, terminals)
    kernel.mount("/dev/pts/ptmx", "/dev/ptmx", None, kernel.MS_BIND)
    kernel.mount("none", "/", None, kernel.MS_REMOUNT | kernel.MS_BIND | kernel.MS_RDONLY)
    bring_up("lo")
    # where no connection may be reset the stage waits a minute for each that was closed
    Path("/proc/sys/net/ipv4/tcp_max_tw_buckets").write_text("0", encoding="ascii")


def _play(mode: str, user: str, attacks: list[Attack]) -> None:
    os.environ["TMPDIR"] = _INSIDE
    resource.setrlimit(resource.RLIMIT_NPROC, (_PROCESSES, _PROCESSES))
    denied = _DENIED_TO_ORDINARY if user == ORDINARY else DENIED
    house = House(user, denied=denied)
    with Canaries(house.path, owner=house.owner) as canaries:
        house.secret = canaries.secrets["environment"]
        room = Classroom(house, canaries, {attack.name: attack for attack in attacks})
        room.play(mode)
    about = {name: getattr(room, name) for name in ("codes", "said", "left", "touched", "changed")}
    about |= {"house": house.path.name, "secrets": canaries.secrets}
    Path(_INSIDE, _ROOM).write_text(json.dumps(about), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
