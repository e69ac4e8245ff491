"""Whether the machine has refused a program a process: its limits are no program's mistake."""

import subprocess
import sys
from pathlib import Path

import pytest

from bench.corpus.case import Case, script
from harness.model.casting import SceneJob
from harness.model.events import Printed
from harness.model.play import Performance
from harness.stage import headroom, pool
from tests.stage.support import TOP, Room

# Where a scene is played, this process forks, and pytest has threads; the child only plays it.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")

_USERS = """
import os, resource
from harness.stage import headcount, headroom
if os.geteuid() == 0:  # whom the kernel does not bound
    os.setresuid(65534, 65534, 65534)
most = headcount.taken() + 1000
resource.setrlimit(resource.RLIMIT_NPROC, (most, most))
for everybodys in (0, 1 << 40):  # how many threads the machine has: few, or too many to tell
    headroom._all = lambda: everybodys
    print(headroom.lacking(500) == "")
print(headroom.lacking(1500))
"""


def _group(folder: Path, most: str = "max", there: int = 0, **events: int) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pids.max").write_text(f"{most}\n")
    (folder / "pids.current").write_text(f"{there}\n")
    for name, count in events.items():
        (folder / f"pids.{name.replace('_', '.')}").write_text(f"max {count}\n")
    return folder


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts threads")
def test_the_users_own_limit() -> None:
    """It is tried whether there is room beside all that this user has, and said if there is not."""
    words = [sys.executable, "-c", _USERS]
    said = subprocess.run(words, cwd=TOP, capture_output=True, text=True, check=True).stdout
    assert said.startswith("True\nTrue\nthere is no room for 1,500 more processes and threads")
    assert "(ulimit -u)" in said


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ("9:name=systemd:/\n0::/user.slice/me\n", ["user.slice/me", "user.slice"]),
        ("0::/docker/0b23\n", ["."]),  # a container that is shown its own as the top
        ("8:pids:/docker/0b23\n0::/\n", ["pids"]),
        ("0::/\n", ["."]),
        ("8:pids:/\n", ["pids"]),
        ("", []),
    ],
)
def test_the_cgroups_that_bound_us(tmp_path: Path, said: str, where: list[str]) -> None:
    """Our own and those above it, in either version, as far as they can be seen."""
    (tmp_path / "ours").write_text(said)
    for each in where:
        _group(tmp_path / "groups" / each)
    found = headroom.cgroups(tmp_path / "ours", tmp_path / "groups")
    assert list(found) == [tmp_path / "groups" / each for each in where]


def _job() -> SceneJob:
    with Room() as room:
        job: SceneJob = room.job(Case("one", {"program": ""}))
    return job


def test_a_cgroup_that_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts is that the count has grown meanwhile, and that of the cgroup alone."""
    monkeypatch.setattr(headroom, "_cgroups", lambda: (tmp_path,))
    _group(tmp_path, "100", 90, events=7, events_local=3)
    room = headroom.Headroom(_job())
    _group(tmp_path, "100", 90, events=8, events_local=3)
    room.ends()
    assert room.lost(()) == ""  # it was another one, below
    _group(tmp_path, "100", 90, events=9, events_local=4)
    room.ends()
    assert str(tmp_path / "pids.max") in room.lost(())
    _group(tmp_path, "100", 90, events=9, events_local=5)
    assert headroom.crowded(10) == ""
    assert "100" in headroom.crowded(11)


@pytest.mark.parametrize(
    ("before", "after", "said", "fault"),
    [
        (500, 500, "can't start new thread", False),  # it was its own bound
        (100, 500, "can't start new thread", True),
        (500, 100, "BlockingIOError: [Errno 11] Resource temporarily unavailable", True),
        (100, 100, "IndexError", False),
        (30, 500, "IndexError", True),
        (100, 30, "IndexError", True),
    ],
)
def test_little_room(
    before: int, after: int, said: str, fault: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is enough for most programs, only who tells of a refusal may have met one."""
    there = before
    monkeypatch.setattr(headroom, "_cgroups", tuple)
    monkeypatch.setattr(headroom, "lacking", lambda more: "it lacks" if more > there else "")
    room = headroom.Headroom(_job())
    there = after
    room.ends()
    parts = [("one", said[:9]), ("two", "hello"), ("one", said[9:])]
    events = [Printed(n=n, at=0, who=who, data=t.encode()) for n, (who, t) in enumerate(parts)]
    assert ("it lacks" in room.lost(events)) is fault


def _refused(folder: Path, story: Performance) -> Performance:
    _group(folder, events=1)
    return story


def test_a_scene_in_which_one_was_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a fault, whatever it showed, and says which limit that was; the next is none."""
    _group(tmp_path, events=0)
    monkeypatch.setattr(headroom, "_cgroups", lambda: (tmp_path,))
    with Room() as room:
        case = Case("one", {"program": "print('here')"})
        job, story = room.job(case), script(case)
        crowded = pool.Order(job, lambda: _refused(tmp_path, story()))
        first, second = pool.play([crowded, pool.Order(job, story)], 1)
    assert first.outcome is None
    assert f"{tmp_path}/pids.max" in (first.recording.fault or "")
    assert second.recording.fault is None
