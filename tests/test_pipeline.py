"""What the pipeline makes of a machine that cannot play, and of a stage that fails."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from harness import batch, cli, pipeline
from harness.intake import open_submission
from harness.model.casting import Interpreter, Limits, Recording
from harness.model.errors import MachineError, UsageError
from harness.model.events import Limit
from harness.model.handin import HandIn, Student
from harness.model.play import Outcome
from harness.model.policy import Standing
from harness.model.result import FAIL, FAULT, PASS, PENDING, UNOBSERVABLE, Result
from harness.stage import keeper, pool, sandbox
from tests import small

# Where a scene is played, this process forks, and pytest has threads; the child only plays it.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")

SPEC = """\
callsheet: 1
title: Two scenes
roles:
  server: {files: "*server*.py", does: listen}
  client: {by: script}
scenes:
  first:
    runs: 2
    story: |
      start server
      client connects to server
      client -> server: parrot
      echoes, both: server -> client: parrot
  second:
    runs: 2
    story: |
      start server
      client connects to server
      client -> server: parrot
      shows, both: server prints: parrot
rubric:
  echoes: 10 The server sends back what it receives
  shows: 10 It shows what it receives
  both: 10 Both
  explained: {is: 5 Explained, by: person, look: 'server top comment /why/'}
"""
EXPLAINED = "# One client is enough, and this is why there is not a single thread in this server.\n"


@pytest.fixture
def echo(tmp_path: Path) -> Path:
    """An assignment with two scenes."""
    return small.assignment(tmp_path / "echo", SPEC)


def verdicts(result: Result) -> dict[str, str]:
    """The verdict of each item."""
    return {item.id: item.verdict for item in result.items}


# Without means


@pytest.fixture(params=["no bubblewrap", "no world"])
def denied(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A machine on which nothing can be played; returns a word of the reason."""
    if request.param == "no bubblewrap":
        monkeypatch.setattr(sandbox, "bubblewrap", lambda: None)
        return "bubblewrap is not installed"

    def refuse(_: str) -> None:
        raise MachineError("no world of its own can be made here: Operation not permitted")

    monkeypatch.setattr(pool, "ready", refuse)
    return "Operation not permitted"


def test_without_a_stage_only_the_source_is_judged(denied: str, echo: Path, tmp_path: Path) -> None:
    """The mode says so; what needs a scene is unobservable, with the reason, and never wrong."""
    course = pipeline.prepare(echo, "isolated")
    assert course.mode == "source-only"
    for name, source, look in (
        ("good", EXPLAINED + small.GOOD, PASS),
        ("poor", small.SILENT, FAIL),
    ):
        result = pipeline.grade_submission(course, small.submission(tmp_path / name, source))
        assert result.mode == "source-only"
        assert result.scenes == ()
        assert verdicts(result) == {
            "echoes": UNOBSERVABLE,
            "shows": UNOBSERVABLE,
            "both": UNOBSERVABLE,
            "explained": look,
        }
        assert denied in result.problems[0]
        for item in result.items[:3]:
            assert denied in item.note
            assert "its 10 points are not counted as lost" in item.note


def test_without_a_stage_the_exit_code_says_that_not_all_was_judged(
    denied: str, echo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, for one submission and for a class, and the reason is printed."""
    small.submission(tmp_path / "class" / "good", EXPLAINED + small.GOOD)
    only = ("--mode", "isolated")
    assert cli.main(["run", str(echo), str(tmp_path / "class" / "good"), *only]) == 2
    assert denied in " ".join(capsys.readouterr().out.split())
    out = tmp_path / "out"
    assert cli.main(["batch", str(echo), str(tmp_path / "class"), "--out", str(out), *only]) == 2
    (one,) = json.loads((out / "results.json").read_text(encoding="utf-8"))["results"]
    assert (one["mode"], one["score"], one["scenes"]) == ("source-only", 5, [])


@pytest.mark.parametrize("spoil", ["unlink", "truncate", "chmod"])
def test_a_python_that_goes_before_it_is_needed(
    spoil: str,
    echo: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    """What a program does without it is a fault that names it, whatever the scene showed."""
    place = Path(tempfile.mkdtemp(dir="/var/tmp"))  # programs have a /tmp of their own
    request.addfinalizer(lambda: shutil.rmtree(place))
    executable, library = place / "bin" / "python3.11", place / "lib" / "python3.11"
    for folder in (executable.parent, library):
        folder.mkdir(parents=True)
    (library / "os.py").touch()
    executable.write_text("#!/bin/sh\n")
    executable.chmod(0o755)
    place.chmod(0o755)
    played = pool.play

    def play(*words: Any) -> Any:
        if spoil == "unlink":
            executable.unlink(missing_ok=True)
        elif spoil == "chmod":
            executable.chmod(0o644)
        else:
            os.truncate(executable, 3)
        return played(*words)

    monkeypatch.setattr(pool, "play", play)
    gone = Interpreter(str(executable), (3, 11), str(place))
    course = replace(pipeline.prepare(echo), pythons=[gone])
    result = pipeline.grade_submission(course, small.submission(tmp_path / "good"))
    assert [item.verdict for item in result.items[:3]] == [FAULT] * 3
    told = "was changed" if spoil == "truncate" else "has gone"
    assert f"Python 3.11 ({executable}) {told} while it was needed" in result.items[0].note


def test_a_hand_in_that_cannot_be_opened_is_a_result(echo: Path, tmp_path: Path) -> None:
    """It fails with the reason; a path with nothing at it is the caller's mistake."""
    course = pipeline.prepare(echo)
    (tmp_path / "nothing").mkdir()
    result = pipeline.grade_submission(course, tmp_path / "nothing")
    assert set(verdicts(result).values()) == {FAIL}
    assert result.problems == ("The hand-in holds no files.",)
    with pytest.raises(UsageError, match="no such file"):
        pipeline.grade_submission(course, tmp_path / "nowhere")


def test_a_single_hand_in_plays_as_many_scenes_at_once_as_a_batch(
    echo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as the machine keeps busy are played, unless somebody says how many."""
    course, widths, played = pipeline.prepare(echo), list[int](), pool.play

    def play(orders: Any, at_once: int, mode: str) -> Any:
        widths.append(at_once)
        return played(orders, at_once, mode)

    monkeypatch.setattr(pool, "play", play)
    for said, width in ((None, pipeline.at_a_time()), (1, 1)):
        widths.clear()
        pipeline.grade_submission(course, small.submission(tmp_path / f"{said}"), said)
        assert {*widths} == {width}


def test_nothing_of_diagnosis_is_loaded_for_what_is_right(echo: Path, tmp_path: Path) -> None:
    """A student who has lost nothing pays for no rule about losses."""
    good = small.submission(tmp_path / "good")
    (good / "server.py").write_text(EXPLAINED + small.GOOD, encoding="utf-8")
    program = (
        "import sys; from pathlib import Path; from harness import pipeline\n"
        "course, hand_in = map(Path, sys.argv[1:])\n"
        "result = pipeline.grade_submission(pipeline.prepare(course), hand_in)\n"
        "print(result.score == result.max, 'harness.diagnosis' in sys.modules)\n"
    )
    words = [sys.executable, "-c", program, str(echo), str(good)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


def test_where_a_name_led_is_told(echo: Path, tmp_path: Path) -> None:
    """A made-up host name leads to the stage, which is said; a misspelt localhost leads nowhere."""
    course = pipeline.prepare(echo)
    if course.denied:
        pytest.skip(course.denied)
    named = small.GOOD.replace('("", 12000)', '("vault", 12000)')
    result = pipeline.grade_submission(course, small.submission(tmp_path / "named", named))
    assert verdicts(result)["echoes"] == "pass"
    assert len(result.problems) == 1
    assert "server.py names the host 'vault', which was led to 127.0.0.1 in " in result.problems[0]
    slip = small.GOOD.replace('("", 12000)', '("localhots", 12000)')
    result = pipeline.grade_submission(course, small.submission(tmp_path / "slip", slip))
    assert verdicts(result)["echoes"] == FAIL
    assert "'localhots', which is nearly 'localhost'" in result.problems[0]


def test_a_role_that_no_file_plays_fails_its_items(echo: Path, tmp_path: Path) -> None:
    """The student is told what was looked for."""
    folder = small.submission(tmp_path / "notes", "print('hello')\n", "notes.py")
    result = pipeline.grade_submission(pipeline.prepare(echo), folder)
    assert set(verdicts(result).values()) <= {FAIL, PENDING}
    assert verdicts(result)["echoes"] == FAIL
    assert "server" in result.items[0].note


@pytest.mark.parametrize(("what", "closer"), [("output", True), ("events", True), ("cpu", False)])
def test_who_flooded_has_closer_bounds_afterwards(what: str, closer: bool) -> None:
    """Scenes that are played once others are over are given less to somebody who sends without end.

    But not less time to compute: a server that polls without a pause is slow, and may be right.
    """
    events = (Limit(n=0, at=0, who="server", what=what),)
    played: Any = SimpleNamespace(
        recording=SimpleNamespace(timeline=SimpleNamespace(events=events))
    )
    found, usual = pipeline._bounds([played]), Limits()
    assert pipeline._bounds([]) == usual
    assert (found.output < usual.output and found.events < usual.events) == closer
    assert (found == usual) != closer
    assert found.cpu == usual.cpu


# With a fault of ours

Play = Callable[..., tuple[Recording, Outcome]]


def breaking(when: Callable[[Any], bool], how: Callable[[], None]) -> Play:
    """A keeper's ``play`` that breaks in some jobs."""
    whole: Play = keeper.play

    def play(world: Any, job: Any, *rest: Any, **more: Any) -> tuple[Recording, Outcome]:
        if when(job):
            how()
        return whole(world, job, *rest, **more)

    return play


def fail() -> None:
    """How a stage may break: an error nobody thought of."""
    raise RuntimeError("the tap burst")


def vanish() -> None:
    """How a stage may break: without a word."""
    os._exit(7)


@pytest.mark.parametrize("how", [fail, vanish])
def test_a_fault_in_every_run_of_a_scene_is_a_fault_and_no_grade(
    how: Callable[[], None], echo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Items of the scene that broke are faults, the others are judged as ever."""
    monkeypatch.setattr(keeper, "play", breaking(lambda job: job.scene == "first", how))
    folder = small.submission(tmp_path / "good", EXPLAINED + small.GOOD)
    result = pipeline.grade_submission(pipeline.prepare(echo), folder, 2)
    found = verdicts(result)
    assert found == {"echoes": FAULT, "shows": PASS, "both": FAULT, "explained": PASS}
    assert {run.ended for run in result.scenes if run.id == "first"} == {"fault"}
    assert {run.ended for run in result.scenes if run.id == "second"} == {"done"}
    assert "the harness failed" in result.items[0].note
    assert result.items[0].review


def test_a_fault_in_one_run_is_no_evidence(
    echo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other runs decide, for better and for worse."""
    monkeypatch.setattr(keeper, "play", breaking(lambda job: job.run == 1, fail))
    course = pipeline.prepare(echo)
    for name, source, expected in (
        ("good", small.GOOD, (PASS, PASS, PASS)),
        ("mute", small.MUTE, (PASS, FAIL, FAIL)),
    ):
        result = pipeline.grade_submission(course, small.submission(tmp_path / name, source))
        found = verdicts(result)
        assert (found["echoes"], found["shows"], found["both"]) == expected


def test_a_fault_over_a_whole_hand_in_harms_no_other(
    echo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its result is a fault, the class goes on, and the exit code is 3."""
    for name in ("a", "b", "c"):
        small.submission(tmp_path / "class" / name, EXPLAINED + small.GOOD)
    whole = open_submission

    def opening(path: Path, into: Path) -> Any:
        if path.name == "b":
            raise RuntimeError("the roof fell in")
        return whole(path, into)

    monkeypatch.setattr(pipeline, "open_submission", opening)
    out = tmp_path / "out"
    assert cli.main(["batch", str(echo), str(tmp_path / "class"), "--out", str(out)]) == 3
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))["results"]
    assert [(one["submission"], one["score"]) for one in results] == [
        ("a", 35),
        ("b", 0),
        ("c", 35),
    ]
    assert "the roof fell in" in results[1]["fault"]
    assert {item["verdict"] for item in results[1]["items"][:3]} == {FAULT}
    assert FAIL not in {item["verdict"] for item in results[1]["items"]}
    assert re_table(capsys.readouterr().out) == {"a", "b", "c"}


def re_table(text: str) -> set[str]:
    """The names in the first column of a table."""
    return {line.split()[0] for line in text.splitlines() if " / 35" in line}


def test_nothing_is_left_of_a_hand_in(
    echo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Temporary files are removed, when all goes well and when it does not."""
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(place))
    course = pipeline.prepare(echo)
    folder = small.submission(tmp_path / "good")
    pipeline.grade_submission(course, folder)

    def failing(*_: object) -> None:
        raise RuntimeError("the roof fell in")

    monkeypatch.setattr(pipeline, "cast_roles", failing)
    with pytest.raises(RuntimeError):
        pipeline.grade_submission(course, folder)
    assert list(place.iterdir()) == []


# Hand-ins of a class


def test_whose_it_is_stays_with_the_result(echo: Path, denied: str, tmp_path: Path) -> None:
    """What is absent, what could not be had and what is there: each keeps its student."""
    assert denied
    (echo / "spec.yaml").write_text(SPEC + "late: {per day: 10 %}\n", encoding="utf-8")
    course = pipeline.prepare(echo, "isolated")
    jo = (Student("Doe, Jo", "77"),)
    home = small.submission(tmp_path / "jo", EXPLAINED + small.GOOD)
    hand_ins = [
        HandIn("absent", None, jo, excused=True),
        HandIn("lost", None, jo, fault="no such address"),
        HandIn("there", home, jo, late=True, seconds_late=3600.0, problems=("Told.",)),
    ]
    results = batch.grade_class(course, hand_ins, tmp_path / "out", 2, lambda _: None)
    assert [result.submission for result in results] == ["absent", "lost", "there"]
    assert {result.handed.students for result in results if result.handed} == {jo}
    absent, lost, there = results
    assert set(verdicts(absent).values()) <= {FAIL, PENDING}
    assert (absent.score, absent.problems) == (0, ("Nothing was handed in.",))
    assert FAIL not in verdicts(lost).values()
    assert lost.fault == "no such address"
    assert there.score == 5
    assert there.standing == Standing(1.5, 3.5, "1 day late: 3.5 of 5 points were taken off.")
    assert there.problems[0] == "Told."
