"""How the clock library comes to be there, and what is said where it is not."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bench.corpus.case import PYTHON, Case, script
from harness.model.casting import Limits
from harness.model.events import Asked, Unseen
from harness.stage import doctor, pool, timekeeper
from harness.stage.check import Check
from harness.stage.means import ISOLATED
from tests.stage.support import TOP, Room, of, printed

# Where a scene is played, this process forks, and pytest has threads; the child only plays it.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")


def _build(folder: Path, *words: str) -> int:
    return subprocess.run(
        [folder / "build.sh", *words], check=False, capture_output=True
    ).returncode


def test_the_library_is_built_anew_when_its_sources_change(tmp_path: Path) -> None:
    """It is left alone while they are older, and then no compiler is needed either."""
    if shutil.which("cc") is None:
        pytest.skip("no C compiler")
    folder = tmp_path / "clock"
    shutil.copytree(TOP / "harness/clock", folder, ignore=shutil.ignore_patterns("build"))
    library = folder / "build" / f"clock-{os.uname().machine}.so"
    assert _build(folder, "no-such-compiler") != 0
    assert not library.exists()
    assert _build(folder) == 0
    first = library.stat().st_mtime_ns
    assert _build(folder, "no-such-compiler") == 0
    assert library.stat().st_mtime_ns == first
    os.utime(folder / "now.c", ns=(first + 1_000_000_000, first + 1_000_000_000))
    assert _build(folder, "no-such-compiler") != 0
    assert _build(folder) == 0
    assert library.stat().st_mtime_ns > first


def _clock_row() -> Check:
    return next(row for row in doctor.examine([PYTHON], []) if row.name == "clock")


def test_the_doctor_knows_whether_it_is_at_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the library the row says what would help, and everything else works all the same."""
    if timekeeper.library() is not None:
        assert _clock_row().works
    monkeypatch.setattr(timekeeper, "library", lambda: None)
    row = _clock_row()
    assert (row.works, row.needed) == (False, False)
    assert "apt-get install gcc libc6-dev" in row.remedy
    assert doctor.mode(doctor.examine([PYTHON], []))[0] == ISOLATED


def test_without_the_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is not built, programs wait in real time, and the timeline says so."""
    monkeypatch.setattr(timekeeper, "library", lambda: None)
    source = "import time\ntime.sleep(0.7)\nprint('awake', flush=True)\ninput()\n"
    case = Case("bare", {"program": source}, limits=Limits(patience=5.0))
    with Room() as room:
        (played,) = pool.play([pool.Order(room.job(case), script(case))], 1)
    recording = played.recording
    assert recording.fault is None
    assert printed(recording, "program") == "awake\n"
    assert of(recording, Asked)[0].at >= 0.7e9
    assert [one.what for one in of(recording, Unseen)] == ["clock"]
