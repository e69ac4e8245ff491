"""The machine lacks what grading needs: a fault that names it, or the right grade."""

import json
import os
import re
import resource
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import small
from tests.faults.lack import LEFT
from tests.house import OWN, House

_HERE = Path(__file__).parent
_LACK, _JUMPY = str(_HERE / "lack.py"), str(_HERE / "jumpy.py")
_ENOUGH_TO_BEGIN = 24
_FULL = "No space left on device"
_PYTHON_2 = small.GOOD.replace("print(data.decode())", 'print "%s" % data.decode()')
_WINDOWS = """\
callsheet: 1
title: A window
roles:
  server: {files: "*server*.py", does: listen, window: server}
  client: {by: script}
scenes:
  echo:
    runs: 1
    story: |
      start server
      client connects to server
      client -> server: parrot
      echoes: server -> client: parrot
rubric:
  echoes: 10 The server sends back what it receives
"""


@pytest.fixture
def house() -> Iterator[House]:
    """A place with the small assignment, and three good hand-ins for it; empty afterwards."""
    house = House(OWN)
    small.assignment(house.path / "echo")
    for number in range(3):
        small.submission(house.path / "class" / f"good-{number}", f"{small.GOOD}# {number}\n")
    yield house
    assert list(house.temporary.iterdir()) == []
    shutil.rmtree(house.path)


def grade(house: House, *before: str, mode: str = "", **more: Any) -> tuple[int, str]:
    """Grade the class; how it ended, and what was said."""
    with house.call(
        *("batch", "echo", "class", "--out", "out", "--jobs", "2"),
        *(("--mode", mode) if mode else ()),
        before=before,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        **more,
    ) as process:
        said = process.communicate()[0].decode()
    if before and before[0] == _LACK:
        assert json.loads(said.rpartition(LEFT)[2]) == [], said
    return process.returncode, said


def results(house: House, out: str = "out") -> list[dict[str, Any]]:
    """What came of each hand-in."""
    text = (house.path / out / "results.json").read_text(encoding="utf-8")
    found: list[dict[str, Any]] = json.loads(text)["results"]
    return found


def verdicts(house: House, out: str = "out") -> set[str]:
    """What came of all items."""
    return {item["verdict"] for one in results(house, out) for item in one["items"]}


def notes(house: House) -> set[str]:
    """What is said about the items."""
    return {item["note"] for one in results(house) for item in one["items"]}


@pytest.mark.filterwarnings("ignore:.*preexec_fn:DeprecationWarning")
def test_no_descriptors(house: House) -> None:
    """With hardly any open files allowed every hand-in is a fault, and says why."""
    bound = (_ENOUGH_TO_BEGIN, _ENOUGH_TO_BEGIN)
    code, said = grade(house, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, bound))
    assert code == 3, said
    assert verdicts(house) == {"fault"}
    assert all("Too many open files" in note for note in notes(house))


@pytest.mark.filterwarnings("ignore:.*preexec_fn:DeprecationWarning")
@pytest.mark.parametrize(
    ("bound", "said"), [(48, "Too many open files"), (300, "512 open files here.*allows 300.*-Hn")]
)
def test_fewer_descriptors_than_a_program_may_have(house: House, bound: int, said: str) -> None:
    """Where the machine's own limit is lower, every hand-in is a fault that names it."""
    limit = resource.RLIMIT_NOFILE, (bound, bound)
    code, told = grade(house, preexec_fn=lambda: resource.setrlimit(*limit))
    assert code == 3, told
    assert verdicts(house) == {"fault"}
    assert all(re.search(said, note) for note in notes(house))


@pytest.mark.filterwarnings("ignore:.*preexec_fn:DeprecationWarning")
def test_fewer_processes_than_programs_may_have(house: House) -> None:
    """Where the user may have fewer, who tells of a refused thread is a fault that names that."""
    tells = f'print("RuntimeError: can\'t start new thread", flush=True)\n{small.SILENT}'
    small.submission(house.path / "class" / "tells", tells)
    few = resource.RLIMIT_NPROC, (130, 130)
    for limit, came in ((lambda: resource.setrlimit(*few), "fault"), (None, "fail")):
        told = grade(house, preexec_fn=limit)[1]
        by_name = {one["submission"]: one for one in results(house)}
        items = by_name.pop("tells")["items"]
        assert came in {item["verdict"] for item in items}, told
        assert all("ulimit -u" in item["note"] for item in items if item["verdict"] == "fault")
        assert [one["score"] for one in by_name.values()] == [15] * 3
        shutil.rmtree(house.path / "out")


@pytest.mark.filterwarnings("ignore:.*preexec_fn:DeprecationWarning")
def test_none_of_the_usual_streams(house: House) -> None:
    """Who is started without standard input, output and error grades as ever."""
    code, _ = grade(house, preexec_fn=lambda: os.closerange(0, 3))
    assert code == 0
    assert [one["score"] for one in results(house)] == [15] * 3


@pytest.mark.filterwarnings("ignore:.*preexec_fn:DeprecationWarning")
@pytest.mark.parametrize(
    "mode", ["", pytest.param("container", marks=pytest.mark.xdist_group("machine"))]
)
def test_an_operator_whose_files_are_nobody_elses(house: House, mode: str) -> None:
    """A umask of 077, as root has it on many machines, changes no grade; no program gets it."""
    looks = f"import os\nassert os.umask(0o022) == 0o022\n{small.GOOD}"
    small.submission(house.path / "class" / "looks", looks)
    code, said = grade(house, mode=mode, preexec_fn=lambda: os.umask(0o077))
    assert code == 0, said
    assert [one["score"] for one in results(house)] == [15] * 4


def test_a_full_temporary_place(house: House) -> None:
    """Where no hand-in can be opened every one is a fault, and says why."""
    code, said = grade(house, _LACK, f"small={house.temporary}:nr_inodes=5", "--")
    assert code == 3, said
    assert verdicts(house) == {"fault"}
    assert all(_FULL in note for note in notes(house))


@pytest.mark.parametrize("size", ["60k", "88k"])
def test_a_full_place_for_reports(house: House, size: str) -> None:
    """It is said and nothing half is left; with room the same command gives full marks."""
    code, said = grade(house, _LACK, f"small={house.out}:size={size}", "--")
    assert code == 3, said
    assert _FULL in said or "disk is full" in said
    assert "Traceback" not in said
    assert "second time: 0" in said
    assert [one["score"] for one in results(house, "out-second")] == [15] * 3


@pytest.mark.xdist_group("machine")  # whose ports are there once
def test_no_bubblewrap(house: House) -> None:
    """Everybody has the right grade, in a mode that does without it and says so."""
    code, said = grade(house, _LACK, *_gone("bwrap"), "--")
    assert code in (0, 2), said
    for one in results(house):
        assert one["mode"] in ("container", "plain")
        assert {item["verdict"] for item in one["items"]} <= {"pass", "unobservable"}, said


def test_no_x_server(house: House) -> None:
    """A scene with a window is a fault that names what is to be installed."""
    (house.path / "echo" / "spec.yaml").write_text(_WINDOWS, encoding="utf-8")
    code, said = grade(house, _LACK, *_gone("Xvfb"), "--")
    assert code == 3, said
    assert verdicts(house) == {"fault"}
    assert all("apt-get install xvfb" in note for note in notes(house))


def _gone(name: str) -> list[str]:
    path = shutil.which(name)
    return [f"gone={path}"] if path else []


def test_no_python_that_fits(house: House) -> None:
    """A hand-in for Python 2, where there is none, is unobservable and says what is missing."""
    _python_2_only(house)
    code, said = grade(house)
    if verdicts(house) == {"pass"}:
        pytest.skip("this machine has a Python 2")
    assert code == 2, said
    assert verdicts(house) == {"unobservable"}
    assert all("Python 2" in note for note in notes(house)), notes(house)


def _python_2_only(house: House) -> None:
    shutil.rmtree(house.path / "class")
    small.submission(house.path / "class" / "old", _PYTHON_2)


def test_a_clock_that_jumps(house: House) -> None:
    """A clock of the day that goes back and forth by hours changes no grade."""
    code, said = grade(house, _JUMPY)
    assert code == 0, said
    assert [(one["score"], one["extra"]) for one in results(house)] == [(15, 2)] * 3
