"""A class that is kept: stopped at any moment it goes on, and nothing is played twice."""

import json
import random
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from harness import batch, cli, pipeline
from harness.intake.gathering import gather
from harness.store.database import STORE, Store
from tests import small
from tests.commands import history

# Where a scene is played, this process forks, and pytest has threads; the child only plays it.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
TOP = Path(__file__).parents[1]
SOURCES = {"ann": small.GOOD, "bob": small.MUTE, "cyd": small.SILENT}


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """An assignment ``echo`` and a ``class`` of three."""
    small.assignment(tmp_path / "echo")
    for name, source in SOURCES.items():
        small.submission(tmp_path / "class" / name, source)
    return tmp_path


def grade(room: Path, *more: str) -> int:
    """Grade the class; returns the exit code."""
    words = ["batch", str(room / "echo"), str(room / "class"), "--out", str(room / "out")]
    return cli.main([*words, "--jobs", "2", *more])


def rows(room: Path, question: str) -> list[tuple[object, ...]]:
    """What the store has."""
    database = sqlite3.connect(room / "out" / STORE)
    try:
        return database.execute(question).fetchall()
    finally:
        database.close()


def scores(room: Path) -> dict[str, float]:
    """The score of each hand-in, by the class's results."""
    data = json.loads((room / "out" / "results.json").read_text(encoding="utf-8"))
    return {one["submission"]: one["score"] for one in data["results"]}


def test_what_has_not_changed_is_not_played_again(room: Path) -> None:
    """A second time plays nothing and says the same; a changed file is played, alone."""
    played: list[str] = []

    def step(step: batch.Step) -> None:
        if step.landed and step.landed.played:
            played.append(step.landed.result.submission)

    def once(again: bool = False) -> list[object]:
        played.clear()
        course = pipeline.prepare(room / "echo")
        hand_ins = gather(room / "class", room / "place").hand_ins
        return [*batch.grade_class(course, hand_ins, room / "out", 2, step, again)]

    first = once()
    assert sorted(played) == ["ann", "bob", "cyd"]
    assert once() == first
    assert played == []
    (room / "class" / "bob" / "server.py").write_text(small.GOOD, encoding="utf-8")
    once()
    # ann has handed in the very same, which was played: the verdict is known
    assert played == []
    assert scores(room) == {"ann": 15, "bob": 15, "cyd": 5}
    (room / "class" / "bob" / "server.py").write_text("# mine\n" + small.GOOD, encoding="utf-8")
    once()
    assert played == ["bob"]
    once(again=True)
    assert sorted(played) == ["ann", "bob", "cyd"]
    spec = room / "echo" / "spec.yaml"
    spec.write_text(spec.read_text(encoding="utf-8").replace("is: 10", "is: 20"), encoding="utf-8")
    once()
    assert sorted(played) == ["ann", "bob", "cyd"]
    assert len(history(room / "out" / STORE, "ann")) == 3


def test_it_can_be_told_by_which_spec_a_grade_came(room: Path) -> None:
    """Each grade stands with the whole text of its spec."""
    grade(room)
    spec = room / "echo" / "spec.yaml"
    old = spec.read_text(encoding="utf-8")
    spec.write_text(old.replace("is: 10", "is: 20"), encoding="utf-8")
    grade(room)
    texts = [text for _, text in history(room / "out" / STORE, "cyd")]
    assert texts == [old, spec.read_text(encoding="utf-8")]


# Runs the harness, which kills itself when the parts that keep a class have called and returned so
# often: moments that no clock chooses.  Says how often that was, if it comes to its end.  Without
# collections of cycles, whoever switches them on: one within a profiler's call ends Python 3.11.2.
MORTAL = """
import gc, os, runpy, signal, sys
gc.set_threshold(0)
most, mine, seen = int(sys.argv[1]), os.getpid(), 0
def count(frame, *_):
    global seen
    seen += frame.f_code.co_filename.endswith(("/store/database.py", "/harness/landing.py"))
    if seen >= most and os.getpid() == mine:
        os.kill(mine, signal.SIGKILL)
sys.argv = sys.argv[2:]
sys.path.insert(0, os.path.dirname(sys.argv[0]))
sys.setprofile(count)
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    sys.setprofile(None)
    print(seen)
"""


def mortal(room: Path, out: str, most: int) -> tuple[int, str]:
    """Grade the class in a process that dies after ``most`` calls: its exit code, what it said."""
    words = ["batch", str(room / "echo"), str(room / "class"), "--out", str(room / out)]
    done = subprocess.run(
        [
            sys.executable,
            "-X",
            "faulthandler",
            "-c",
            MORTAL,
            str(most),
            str(TOP / "grade.py"),
            *words,
            "--jobs",
            "2",
        ],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        start_new_session=True,
    )
    return done.returncode, done.stdout


def plays(room: Path) -> set[tuple[object, ...]]:
    """What is kept; nothing where the grader died before it had made the store."""
    made = "SELECT 1 FROM sqlite_master WHERE name = 'plays'"
    if not ((room / "out" / STORE).exists() and rows(room, made)):
        return set()
    return set(rows(room, "SELECT play, hand_in FROM plays"))


def test_killed_at_any_moment(room: Path) -> None:
    """SIGKILL at random moments loses nothing that was kept, and nothing kept is played again."""
    code, said = mortal(room, "whole", 10**12)
    assert code == 1, said
    whole = int(said.split()[-1])
    chance = random.Random(7)
    kept: set[tuple[object, ...]] = set()
    kills = 0
    for _ in range(10):
        code, _ = mortal(room, "out", chance.randrange(whole))
        kills += code == -signal.SIGKILL
        now = plays(room)
        assert kept <= now
        kept = now
        if len(kept) == len(SOURCES):
            break
    assert kills
    assert grade(room) == 1
    found = rows(room, "SELECT hand_in, count(*) FROM plays GROUP BY hand_in")
    assert [count for _, count in found] == [1, 1, 1]
    assert kept <= plays(room)
    assert scores(room) == {"ann": 15, "bob": 10, "cyd": 5}
    assert rows(room, "PRAGMA integrity_check") == [("ok",)]


def stopped(room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Grade the class, and press Ctrl-C when the first hand-in has landed."""
    land = Store.land

    def stop(*words: object) -> None:
        land(*words)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Store, "land", stop)
        assert grade(room) == 3


def test_grades_can_be_exported_before_the_class_is_whole(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """After a batch that was stopped the store is asked, and it is said who has no grade yet."""
    stopped(room, monkeypatch)
    capsys.readouterr()
    words = ["export", str(room / "out"), "--format", "csv", "--out", str(room / "grades.csv")]
    assert cli.main(words) == 0
    told = capsys.readouterr()
    assert "1 students" in told.out
    assert told.err.count("not graded yet") == 2
    assert len((room / "grades.csv").read_text(encoding="utf-8").splitlines()) == 2


def test_ctrl_c_says_how_to_go_on(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It stops with what is kept, and the same command goes on from there."""
    stopped(room, monkeypatch)
    assert "the same command goes on" in capsys.readouterr().err
    assert len(rows(room, "SELECT * FROM plays")) == 1
    assert grade(room) == 1
    assert "(1 did not have to be run)" in capsys.readouterr().out
    assert len(rows(room, "SELECT * FROM plays")) == 3


def test_what_this_machine_refuses_is_told_without_a_traceback(
    room: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Reports of somebody else's, or a full disk: which file, and that nothing is lost."""

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "out/index.html")

    with monkeypatch.context() as patch:
        patch.setattr(batch, "write_class", refuse)
        assert grade(room) == 3
    said = capsys.readouterr().err
    assert "3 of 3 submissions are graded and kept; the same command goes on" in said
    assert "This machine cannot do that: [Errno 13] Permission denied: 'out/index.html'" in said
    assert "Traceback" not in said
    assert grade(room) == 1


def test_what_the_harness_failed_over_is_tried_again(
    room: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault is a grade, but nothing that was played: the next time plays it."""

    def failing(*_: object) -> None:
        raise RuntimeError("the roof fell in")

    monkeypatch.setattr(pipeline, "cast_roles", failing)
    assert grade(room) == 3
    assert rows(room, "SELECT * FROM plays") == []
    monkeypatch.undo()
    assert grade(room) == 1
    assert scores(room) == {"ann": 15, "bob": 10, "cyd": 5}


@pytest.mark.parametrize("name", ["ann", "ann/runs"])
def test_a_file_where_a_report_belongs_is_told(
    room: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is played, with what to do about it; it is not written over."""
    place = room / "out" / name
    place.parent.mkdir(parents=True)
    place.write_text("mine")
    assert grade(room) == 64
    assert f"{place}: this is no folder, and the report of ann belongs there" in (
        capsys.readouterr().err
    )
    assert place.read_text() == "mine"
    assert not (room / "out" / STORE).exists()


def test_a_hand_in_that_is_given_in_place_of_a_class_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its server and its client are graded as two, each without the other: somebody should know."""
    roles = '  client: {by: script}\n  peer: {files: "*peer*.py", does: connect}\n'
    small.assignment(tmp_path / "echo", small.SPEC.replace("  client: {by: script}\n", roles))
    small.submission(tmp_path / "class")
    assert grade(tmp_path) == 0
    assert "hand-in of its own" not in capsys.readouterr().err
    (tmp_path / "class" / "peer.py").write_text("print('hello')\n")
    grade(tmp_path)
    assert "hand-in of its own, peer and server too. If some" in capsys.readouterr().err


def test_another_file_is_no_store(room: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that somebody else wrote is left alone, with a sentence."""
    (room / "out").mkdir()
    (room / "out" / STORE).write_bytes(b"my notes on grading, which are long enough" * 9)
    assert grade(room) == 64
    assert "is not a store of grades" in capsys.readouterr().err
