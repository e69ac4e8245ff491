"""A class on many machines: real schedulers, real workers, and what becomes of them."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import cli
from harness.store.database import STORE
from tests import small
from tests.cluster.machines import (
    PATIENCE,
    TOP,
    Door,
    Machines,
    alive,
    children,
    descendants,
    door,
    machines,
    playing,
    until,
)

pytestmark = pytest.mark.xdist_group("cluster")  # each of them keeps the machine busy
SOURCES = (small.GOOD, small.MUTE, small.SILENT)
SCORES = (15, 10, 5)


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """An assignment ``task`` and a ``class`` of six, no two of which have equal files."""
    small.assignment(tmp_path / "task")
    for number in range(6):
        small.submission(tmp_path / "class" / f"s{number}", f"# {number}\n{SOURCES[number % 3]}")
    return tmp_path


@pytest.fixture
def lab(room: Path) -> Iterator[Machines]:
    """A scheduler, and no worker yet."""
    with machines(room) as lab:
        lab.schedule(DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="1")
        yield lab


def played(room: Path) -> list[tuple[int]]:
    """How often each hand-in was played that is kept."""
    if not (room / "out" / STORE).exists():
        return []
    database = sqlite3.connect(room / "out" / STORE, 60)
    try:
        return database.execute("SELECT count(*) FROM plays GROUP BY hand_in").fetchall()
    except sqlite3.OperationalError:  # its tables are not made yet
        return []
    finally:
        database.close()


def scores(room: Path) -> list[float]:
    """Their scores, by name."""
    data = json.loads((room / "out" / "results.json").read_text(encoding="utf-8"))
    return [one["score"] for one in data["results"]]


@pytest.fixture
def stops() -> Iterator[Door]:
    """Where the workers that it is given to stop in the middle of each scene."""
    with door() as found:
        yield found


def test_a_killed_worker_loses_nothing(lab: Machines, stops: Door) -> None:
    """A worker that is killed while it plays leaves no process; all is graded, and kept once."""
    victim, batch = lab.worker("one", (), *stops.more, DOOR=str(stops.path)), lab.batch()
    stops.stopped(batch)
    assert playing(victim.pid)
    other = lab.worker("two")
    below = list(descendants(victim.pid))
    victim.kill()
    victim.wait()
    until(lambda: not any(map(alive, below)), other)
    assert batch.wait(PATIENCE) == 1, lab.said("batch")
    assert scores(lab.room) == [*SCORES, *SCORES]
    assert played(lab.room) == [(1,)] * 6


def test_a_process_that_dies_over_a_hand_in(lab: Machines, stops: Door) -> None:
    """That is a fault of the grader, which says where; the next ones are played by another."""
    worker = lab.worker("one", (), *stops.more, DOOR=str(stops.path))
    batch = lab.batch()
    stops.stopped(batch)
    (pid,) = filter(playing, children(worker.pid))
    os.kill(pid, signal.SIGKILL)
    stops.open()
    assert batch.wait(PATIENCE) == 3, lab.said("batch")
    data = json.loads((lab.room / "out" / "results.json").read_text(encoding="utf-8"))
    (fault,) = (one["fault"] for one in data["results"] if one["fault"])
    assert "killed (SIGKILL) (on the worker tcp://" in fault
    assert played(lab.room) == [(1,)] * 5
    assert lab.batch().wait(PATIENCE) == 1  # a fault is no grade that stays
    assert scores(lab.room) == [*SCORES, *SCORES]


def test_a_hand_in_that_kills_its_workers(lab: Machines) -> None:
    """It alone is a fault, however many of its neighbours died with it."""
    small.submission(lab.room / "class" / "s3x", "# MURDER\n" + small.GOOD)
    preload = str(Path(__file__).with_name("murder.py"))
    lab.worker("one", (), "--preload", preload, nanny=True, threads=4)
    assert lab.batch().wait(2 * PATIENCE) == 3, lab.said("batch")
    data = json.loads((lab.room / "out" / "results.json").read_text(encoding="utf-8"))
    faults = {one["submission"]: one["fault"] for one in data["results"] if one["fault"]}
    assert list(faults) == ["s3x"]
    assert "every worker that was to play it died" in faults["s3x"]
    assert played(lab.room) == [(1,)] * 6


def in_the_middle(lab: Machines, stops: Door) -> "subprocess.Popen[str]":
    """A batch of which the first hand-in is kept, and the second one is being played."""
    lab.worker("one", (), *stops.more, DOOR=str(stops.path))
    batch = lab.batch()
    stops.stopped(batch)
    stops.let_go()
    stops.stopped(batch)
    until(lambda: played(lab.room), batch)
    return batch


def test_ctrl_c(lab: Machines, stops: Door) -> None:
    """It stops with what is kept; the same command goes on, and nothing is played twice."""
    batch = in_the_middle(lab, stops)
    batch.send_signal(signal.SIGINT)
    assert batch.wait(PATIENCE) == 3
    assert "submissions are graded and kept; the same command goes on" in lab.said("batch")
    assert played(lab.room) == [(1,)]
    stops.open()
    assert lab.batch().wait(PATIENCE) == 1
    assert "(1 did not have to be run)" in lab.said("batch")
    assert scores(lab.room) == [*SCORES, *SCORES]
    assert played(lab.room) == [(1,)] * 6


def test_a_scheduler_that_dies(lab: Machines, stops: Door) -> None:
    """The command says that it has gone, and that the same command goes on."""
    batch = in_the_middle(lab, stops)
    lab.scheduler.kill()
    assert batch.wait(PATIENCE) == 3
    said = lab.said("batch")
    assert f"The scheduler at {lab.address} has gone away." in said
    assert "the same command goes on" in said


def test_no_worker_yet(lab: Machines) -> None:
    """It says that it waits, and goes on when a worker has come."""
    batch = lab.batch()
    until(lambda: "waiting for one" in lab.said("batch"), batch)
    lab.worker("late")
    assert batch.wait(PATIENCE) == 1, lab.said("batch")
    assert scores(lab.room) == [*SCORES, *SCORES]


def test_another_harness(lab: Machines) -> None:
    """A worker with other sources plays nothing, and is named."""
    other = lab.room / "other"
    shutil.copytree(TOP / "harness", other / "harness")
    with (other / "harness" / "plan" / "playbook.py").open("a") as file:
        file.write("# mended\n")
    lab.worker("one", PYTHONPATH=str(other))
    batch = lab.batch()
    assert batch.wait(PATIENCE) == 3
    said = lab.said("batch")
    assert "Not every worker can be used" in said
    assert "tcp://127.0.0.1:" in said.partition("these:")[2]
    assert "has another harness" in said
    assert played(lab.room) == []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make certificates")
def test_with_certificates(room: Path) -> None:
    """All of them speak TLS where Dask is set up so, as docs/scale.md says."""
    place = room / "certificates"
    place.mkdir()
    words = (
        "req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=own -keyout own-key.pem -out own.pem"
    )
    subprocess.run(["openssl", *words.split()], cwd=place, check=True, capture_output=True)
    own = {"cert": str(place / "own.pem"), "key": str(place / "own-key.pem")}
    tls = {"ca-file": own["cert"], **dict.fromkeys(("scheduler", "worker", "client"), own)}
    comm = {"require-encryption": True, "tls": tls}
    (place / "dask.yaml").write_text(json.dumps({"distributed": {"comm": comm}}), encoding="utf-8")
    with machines(room, DASK_CONFIG=str(place)) as lab:
        lab.schedule(protocol="tls")
        lab.worker("one")
        assert lab.batch().wait(PATIENCE) == 1, lab.said("batch")
    assert lab.address.startswith("tls://")
    assert scores(room) == [*SCORES, *SCORES]


def test_no_scheduler(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An address that is none is said to be that."""
    words = ["batch", str(room / "task"), str(room / "class"), "--out", str(room / "out")]
    assert cli.main([*words, "--scheduler", "10.0.0.1"]) == 3
    assert "10.0.0.1: no scheduler answers there" in capsys.readouterr().err


def test_no_certificate(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Who wants TLS and has no certificates is told so."""
    words = ["batch", str(room / "task"), str(room / "class"), "--out", str(room / "out")]
    assert cli.main([*words, "--scheduler", "tls://127.0.0.1:9"]) == 3
    assert "Dask has no certificates here" in capsys.readouterr().err


def test_dask_is_not_installed(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Then it is said how to install it; nobody else needs it."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    words = ["batch", str(room / "task"), str(room / "class"), "--out", str(room / "out")]
    assert cli.main([*words, "--scheduler", "tcp://127.0.0.1:9"]) == 3
    assert "pip install 'callsheet[dask]'" in capsys.readouterr().err
