"""Workers on hosts of their own: nothing reaches them but through the network."""

import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from harness.store.database import STORE, Store
from tests import kit
from tests.cluster.machines import PATIENCE, door, hosts, machines

pytestmark = pytest.mark.xdist_group("cluster")
SCORES = {"ann": 20, "bob": 10, "cyd": 10, "dan": 0}


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """An assignment with given files and a reference, and a class of four."""
    kit.assignment(tmp_path / "task")
    kit.submission(tmp_path / "class" / "ann")
    kit.submission(tmp_path / "class" / "bob", kit.SERVER_STUDENT.replace(".upper", ".lower"))
    kit.submission(tmp_path / "class" / "cyd", client=None)
    (tmp_path / "class" / "dan.zip").write_bytes(b"PK, but no more than that")
    return tmp_path


def results(folder: Path) -> dict[str, Any]:
    """What a class got, without what differs each time."""
    data = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    return {
        one["submission"]: (
            one["score"],
            [(item["verdict"], item["points"]) for item in one["items"]],
            one["problems"],
        )
        for one in data["results"]
    }


def test_files_travel_and_results_come_back(room: Path) -> None:
    """Workers that share no disk with the class grade it as this machine does, all told of it."""
    with hosts(4, room) as (first, second, *others), machines(room) as lab:
        hidden = subprocess.run(
            [*others[0], "ls", "-A", str(room)], check=True, capture_output=True, text=True
        )
        assert hidden.stdout == ""
        lab.schedule(first, "10.77.0.1")
        for number, host in enumerate(others):
            lab.worker(f"worker-{number}", host)
        assert lab.batch(second).wait(PATIENCE) == 1, lab.said("batch")
        assert lab.batch(second).wait(PATIENCE) == 1
        assert "(4 did not have to be run)" in lab.said("batch")
    for name in ("ann", "bob", "cyd"):
        record = Store(room / "out" / STORE).record(_play(room, name))
        assert record.takes
        assert all(take.shown.recorded for take in record.takes)
        data = json.loads((room / "out" / name / "result.json").read_text(encoding="utf-8"))
        runs = [run["timeline"] for run in data["scenes"]]
        assert len(runs) == len(record.takes)
        assert all((room / "out" / name / run).stat().st_size for run in runs)
        assert (room / "out" / name / "index.html").exists()
    far = results(room / "out")
    assert {name: each[0] for name, each in far.items()} == SCORES
    with machines(room) as lab:
        (room / "out").rename(room / "far")
        assert lab.batch(local=True).wait(PATIENCE) == 1, lab.said("batch")
    assert results(room / "out") == far


def test_a_host_that_is_cut_off(room: Path) -> None:
    """What it was playing is played by another, and each hand-in is kept once."""
    with hosts(4, room) as (first, second, *others), machines(room) as lab, door() as stops:
        lab.schedule(first, "10.77.0.1", DASK_DISTRIBUTED__SCHEDULER__WORKER_TTL="5s")
        lab.worker("worker-0", others[0], *stops.more, DOOR=str(stops.path))
        batch = lab.batch(second)
        stops.stopped(batch)
        # on a busy machine it may be taken for cut off as well: then it is started again
        lab.worker("worker-1", others[1], nanny=True)
        namespace = others[0][3]
        words = ["ip", "-netns", namespace, "link", "set", "eth0", "down"]
        subprocess.run(words, check=True)
        assert batch.wait(PATIENCE) == 1, lab.said("batch")
    assert {name: each[0] for name, each in results(room / "out").items()} == SCORES
    with closing(sqlite3.connect(room / "out" / STORE)) as database:
        counts = database.execute("SELECT count(*) FROM plays GROUP BY hand_in").fetchall()
    assert counts == [(1,)] * len(SCORES)


def _play(room: Path, name: str) -> int:
    (play,) = (
        one.play for one in Store(room / "out" / STORE).standings() if one.submission == name
    )
    assert play is not None
    return play
