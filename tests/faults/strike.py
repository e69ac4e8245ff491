"""Kills one process of the harness's at one moment of a scene, and says what came of it.

Nothing looks again and again: who plays says when it has come there (see ``moments``), and the
kernel whose process that is.
"""

import json
import os
import selectors
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.hostile.warden import LEFT
from tests.house import House

_HERE = Path(__file__).parent
_WARDEN, MOMENTS = str(_HERE.parent / "hostile" / "warden.py"), str(_HERE / "moments.py")
# every kind of process that a class has alive, by how it is found from whoever plays a scene
KINDS = ("keeper", "porter", "worker", "sandbox", "init", "screen")


@dataclass(frozen=True, slots=True)
class Struck:
    """``at``: the moment, in words; empty if it never came.  ``killed``: how many were."""

    at: str
    killed: int
    said: str
    code: int
    results: list[dict[str, Any]]

    @property
    def notes(self) -> set[str]:
        """What is said of items that were not judged."""
        return {
            item["note"]
            for one in self.results
            for item in one["items"]
            if item["verdict"] != "pass"
        }

    @property
    def verdicts(self) -> list[set[str]]:
        """What became of the items of each hand-in."""
        return [{item["verdict"] for item in one["items"]} for one in self.results]

    @property
    def harmless(self) -> bool:
        """Whether each hand-in, all of which are right, has full marks or no verdict at all."""
        return all(found in ({"pass"}, {"fault"}) for found in self.verdicts)


def strike(house: House, moment: str, kind: str, *words: str) -> Struck:
    """Grade the class of a house, and kill the process of that kind when the moment comes."""
    path = house.path / "moment"
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
        door.bind(str(path))
        door.listen()
        before = (_WARDEN, sys.executable, MOMENTS, str(path), moment)
        with house.call(
            *("batch", "echo", "class", "--out", "out", "--jobs", "2", *words),
            before=before,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:
            at, killed = _meet(door, path, process, kind)
            said = process.communicate()[0].decode()
    left = json.loads(said.rpartition(LEFT)[2])
    assert "a process" not in left, said
    assert list(house.temporary.iterdir()) == [], said
    assert (house.out / "results.json").exists(), said
    text = (house.out / "results.json").read_text(encoding="utf-8")
    return Struck(at, killed, said, process.returncode, json.loads(text)["results"])


def _meet(
    door: socket.socket, path: Path, process: "subprocess.Popen[bytes]", kind: str
) -> tuple[str, int]:
    """Wait until somebody stops, or all is over; kill whom it is about."""
    plug = stopped(door, process)
    if plug is None:
        return "", 0
    path.unlink()
    door.close()  # who plays another hand-in may have come to the door already: it goes on
    with plug:
        at = plug.recv(1000).decode()
        told = plug.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
        found = list(victims(struct.unpack("iii", told)[0], kind))
        for pid in found:
            os.kill(pid, signal.SIGKILL)
    return at, len(found)


def stopped(door: socket.socket, process: "subprocess.Popen[Any]") -> socket.socket | None:
    """Wait until somebody stops at a door, and take the connection; None: the process has ended."""
    over = os.pidfd_open(process.pid)
    with selectors.DefaultSelector() as waited:
        waited.register(door, selectors.EVENT_READ)
        waited.register(over, selectors.EVENT_READ)
        there = {key.fd for key, _ in waited.select()}
    os.close(over)
    return door.accept()[0] if door.fileno() in there else None


def victims(player: int, kind: str) -> Iterator[int]:
    """The processes of a kind that are there for the scene which ``player`` plays."""
    if kind == "keeper":
        yield player
    elif kind in ("porter", "worker"):
        above = _parent(player)
        while above > 1 and _name(above) != kind:
            above = _parent(above)
        if above > 1:
            yield above
    elif kind in ("sandbox", "usher"):
        yield from _children(player, "bwrap" if kind == "sandbox" else kind)
    elif kind == "screen":
        yield from _children(player, "Xvfb")
    elif kind == "init":
        for outer in _children(player, "bwrap"):
            yield from _children(outer, "bwrap")  # it becomes ours when all is made
            yield from _children(outer, "session")


def _parent(pid: int) -> int:
    text = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    return int(text[text.rfind(")") + 2 :].split()[1])


def _name(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()


def _children(pid: int, name: str) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        children = ""
        with suppress(OSError):  # a thread that has ended since has none
            children = (task / "children").read_text()
        for child in children.split():
            with suppress(OSError):
                if _name(int(child)) == name:
                    yield int(child)
