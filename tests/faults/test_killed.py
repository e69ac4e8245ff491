"""A process of the harness's own is killed: what it did is a fault, and no grade is another's."""

import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests import small
from tests.hostile.warden import LEFT
from tests.house import OWN, House

_WARDEN = Path(__file__).parents[1] / "hostile" / "warden.py"


@pytest.mark.parametrize("kind", ["keeper", "porter", "worker"])
def test_a_killed_process_is_a_fault_or_nothing(kind: str) -> None:
    """Each hand-in has its full grade or no verdict at all, and nothing is left behind."""
    house = House(OWN)
    small.assignment(house.path / "echo")
    for number in range(4):
        small.submission(house.path / "class" / f"good-{number}", f"{small.GOOD}# {number}\n")
    words = ("batch", "echo", "class", "--out", "out", "--jobs", "2")
    with house.call(
        *words, before=(str(_WARDEN),), stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        killed = _kill(process, kind)
        said = process.communicate()[0].decode()
    assert (house.out / "results.json").exists(), said
    text = (house.out / "results.json").read_text(encoding="utf-8")
    results = json.loads(text)["results"]
    assert killed
    assert len(results) == 4
    for one in results:
        whole = one["score"] == 15 and not one["fault"]
        assert whole or {item["verdict"] for item in one["items"]} == {"fault"}, said
    assert "a process" not in json.loads(said.rpartition(LEFT)[2])
    assert list(house.temporary.iterdir()) == []
    shutil.rmtree(house.path)


def _kill(process: "subprocess.Popen[bytes]", kind: str) -> bool:
    """Kill the first process of that kind below ``process``; whether there ever was one."""
    while process.poll() is None:
        for pid in _below(process.pid):
            with suppress(OSError):
                if Path(f"/proc/{pid}/comm").read_text().strip() == kind:
                    os.kill(pid, signal.SIGKILL)
                    return True
    return False


def _below(top: int) -> Iterator[int]:
    """All processes that descend from one, but for its own child, which is the whole harness."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            text = path.read_text(errors="replace")
            parent = int(text[text.rfind(")") + 2 :].split()[1])
            children.setdefault(parent, []).append(int(path.parent.name))
    more = [pid for child in children.get(top, []) for pid in children.get(child, [])]
    while more:
        yield from more
        more = [below for pid in more for below in children.get(pid, [])]
