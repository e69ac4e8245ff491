"""The pytest plugin behaves as pytest does, and lets nothing of a hand-in be run by pytest."""

import os
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from harness.plugin import grading, told
from harness.plugin.grading import Grading
from harness.plugin.guard import Asked
from harness.plugin.narrow import narrowed
from harness.plugin.told import Graded, Told
from harness.spec import load
from tests import small

TOP = Path(__file__).parents[2]
pytestmark = pytest.mark.xdist_group("plugin")  # one grading serves most of them

SPEC = f"""{small.SPEC}\
  style: {{is: 3 It reads well, by: person}}
  secret: {{is: 4 It is what nobody may know yet, by: person, hidden: yes}}
"""
HOSTILE = "print('hostile ran')\nraise SystemExit(0)\n"


def _pytest(here: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Pytest as a person starts it, in ``here``, with the plugin of this tree."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:callsheet", "-p", "harness.plugin", *words],
        cwd=here,
        env=environ | {"PYTHONPATH": str(TOP), "COLUMNS": "100"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an assignment, and a hand-in that brings files for pytest with it."""
    folder = tmp_path_factory.mktemp("course")
    small.assignment(folder / "echo", SPEC)
    silent = small.submission(folder / "silent", small.SILENT)
    (silent / "conftest.py").write_text(HOSTILE)
    (silent / "test_own.py").write_text(HOSTILE)
    (silent / "yaml.py").write_text(HOSTILE)
    return folder


@pytest.fixture(scope="module")
def graded(course: Path) -> "subprocess.CompletedProcess[str]":
    """That hand-in, graded where it lies, by two workers."""
    asked = ("--assignment", "../echo", "--submission", ".", "-v", "-rs", "-n", "2")
    return _pytest(course / "silent", *asked, "--junitxml=../results.xml")


def test_an_item_is_a_test(graded: "subprocess.CompletedProcess[str]") -> None:
    """Lost points fail, lost extra credit is expected to, and the score stands at the end."""
    said = graded.stdout
    assert graded.returncode == 1, said + graded.stderr
    assert "1 failed, 1 passed, 2 skipped, 1 xfailed" in said
    for line in ("PASSED echo::shows", "FAILED echo::echoes", "XFAIL echo::talks"):
        assert line in said
    assert "score 5/18 (3 not judged), extra 0/2, 4 not shown yet\n" in said


def test_what_cannot_be_judged_is_skipped(graded: "subprocess.CompletedProcess[str]") -> None:
    """With the reason; and nothing is said of an item that is hidden."""
    end = len(SPEC.splitlines())
    skipped = f"SKIPPED [1] ../echo/spec.yaml:{end - 1}: a person has to judge this"
    assert skipped in graded.stdout
    assert f"SKIPPED [1] ../echo/spec.yaml:{end}: not shown yet" in graded.stdout
    assert "nobody may know" not in graded.stdout


def test_a_failure_is_the_explanation(graded: "subprocess.CompletedProcess[str]") -> None:
    """It has what was expected and what happened, the hint and a diagram, and no traceback."""
    failure = graded.stdout.partition("= FAILURES =")[2]
    for words in (
        "0 of 10 points",
        'expected  server -> client: "parrot"',
        "What does sendall() do?",
    ):
        assert words in failure
    assert "╌ expected: parrot ╌" in failure
    assert "Traceback" not in failure
    assert "nodes.py" not in failure


def test_nothing_of_a_hand_in_is_run_by_pytest(
    graded: "subprocess.CompletedProcess[str]",
) -> None:
    """Neither its conftest.py nor its tests, nor a module that is named like one of ours."""
    assert "hostile ran" not in graded.stdout + graded.stderr
    assert "test_own" not in graded.stdout


def test_junit_has_names_and_points(
    graded: "subprocess.CompletedProcess[str]", course: Path
) -> None:
    """The class is the assignment, the name the item, and the points are properties."""
    assert graded.returncode == 1
    cases = ET.parse(course / "results.xml").iter("testcase")
    found = {case.get("name"): case for case in cases}
    case = found["echoes"]
    points = {one.get("name"): one.get("value") for one in case.iter("property")}
    assert case.get("classname") == "echo"
    assert points == {"points": "0", "max": "10", "verdict": "fail"}
    failure = case.find("failure")
    assert failure is not None
    assert "\n" not in failure.get("message", "\n")


def test_last_failed_knows_the_ids(
    graded: "subprocess.CompletedProcess[str]", course: Path
) -> None:
    """What failed in a run is all that --lf collects in the next."""
    assert graded.returncode == 1
    asked = ("--assignment=../echo", "--lf", "--collect-only", "-q")
    assert _pytest(course / "silent", *asked).stdout.splitlines()[0] == "echo::echoes"


def test_a_crash_is_told_with_its_place(course: Path) -> None:
    """The first line names the error and the report its line; -k selects, and the score says so."""
    small.submission(course / "crash", small.GOOD.replace("decode", "decod"))
    asked = ("--assignment=echo", "--submission=crash", "-k", "shows", "--tb=line")
    run = _pytest(course, *asked)
    error = "Something is asked of an object that it does not have: 'bytes' object has no"
    assert f"{course}/crash/server.py:6: {error}" in run.stdout
    assert "1 failed, 4 deselected" in run.stdout
    assert "score 0/5, in 1 of 5 items" in run.stdout


def test_giving_up_is_an_error_and_no_failure(course: Path) -> None:
    """A grading that takes too long is a fault of ours, and costs no points."""
    asked = ("--assignment=echo", "--submission=silent", "--grading-timeout=0.05")
    run = _pytest(course, *asked)
    assert "5 errors" in run.stdout
    assert "failed" not in run.stdout.replace("grader failed", "")
    assert "The grader failed, not the program: it did not come to an end" in run.stdout


def test_settings_of_a_hand_in_are_refused(course: Path, tmp_path: Path) -> None:
    """Where pytest takes them without being started there, it stops and says what helps."""
    theirs = small.submission(tmp_path / "theirs")
    (theirs / "pytest.ini").write_text("[pytest]\naddopts = -q\n")
    run = _pytest(course, "--assignment", "echo", "--submission", str(theirs))
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert "--submission=PATH, as one word" in run.stderr
    word = f"--submission={theirs}"
    assert _pytest(course, "--assignment", "echo", word, "--collect-only").returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--assignment=nothing"], "no assignment 'nothing'"),
        (["--assignment=echo", "--submission=gone"], "gone is not there"),
        (["--assignment=echo", "echo::echo"], "not found: echo::echo\n"),
        (["--assignment=echo", "silent/test_own.py"], "not found: silent/test_own.py"),
    ],
)
def test_what_is_not_there_is_wrong_usage(course: Path, words: Sequence[str], said: str) -> None:
    """As pytest does, it ends with 4 and names what was not found."""
    run = _pytest(course, *words)
    assert run.returncode == pytest.ExitCode.USAGE_ERROR
    assert said in run.stderr


def test_settings_can_name_the_assignment(course: Path, tmp_path: Path) -> None:
    """An ini file stands for the options, and an item can be named by its id."""
    lines = f"[pytest]\ncallsheet_assignment = {course / 'echo'}\ncallsheet_submission = mine\n"
    (tmp_path / "pytest.ini").write_text(lines)
    small.submission(tmp_path / "mine")
    run = _pytest(tmp_path, "--collect-only", "-q", "echo::shows")
    assert run.stdout.splitlines()[0] == "echo::shows"
    assert "1 test collected" in run.stdout


def test_a_mistake_in_a_spec_is_an_error_of_collection(tmp_path: Path) -> None:
    """It is told as the commands tell it, and nothing is graded."""
    small.assignment(tmp_path / "echo", small.SPEC.replace("10 The", "ten The"))
    run = _pytest(tmp_path, "--assignment=echo")
    assert run.returncode == pytest.ExitCode.INTERRUPTED
    assert "spec.yaml:" in run.stdout
    assert "Traceback" not in run.stdout


def test_without_an_assignment_nothing_changes(tmp_path: Path) -> None:
    """Other people's tests run as ever, conftest.py and all, and nothing of ours is imported."""
    (tmp_path / "conftest.py").write_text(
        "import pytest\n\n\n@pytest.fixture\ndef one(): return 1\n"
    )
    test = (
        "import sys\n\n\ndef test_it(one):\n    ours = [m for m in sys.modules if 'harness' in m]\n"
    )
    test += "    assert sorted(ours) == ['harness', 'harness.plugin']\n"
    (tmp_path / "test_it.py").write_text(test)
    run = _pytest(tmp_path)
    assert run.returncode == 0, run.stdout


def test_the_plugin_is_an_entry_point() -> None:
    """Pytest finds it by itself where the harness is installed."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]
    assert project["entry-points"]["pytest11"] == {"callsheet": "harness.plugin"}


def test_workers_share_one_grading(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who comes second finds what the first has left."""
    orders = []

    class Desk:
        def __init__(self, *_: str) -> None:
            pass

        def ask(self, message: bytes) -> bytes:
            orders.append(told.order_of(message))
            return told.plain(Graded({"shows": Told("pass", "5", "5")}))

        def end(self) -> None:
            pass

    monkeypatch.setattr(grading, "Aide", Desk)
    asked = Asked(course / "echo", course / "silent", 0)
    results = [Grading(asked, tmp_path, 80).graded(["shows"]) for _ in range(2)]
    assert [order.items for order in orders] == [("shows",)]
    assert results[0] == results[1]


def test_only_what_is_needed_is_played() -> None:
    """Chosen items bring their gates and the scenes with their lines, and no others."""
    spec = load(TOP / "assignments/first-message")
    assert list(narrowed(spec, ["hosts"]).scenes) == ["lab"]
    assert list(narrowed(spec, ["comment"]).scenes) == []
    scenes = ["order", "same-words", "either-first"]
    assert list(narrowed(spec, ["arrival-order"]).scenes) == scenes
    gated = {**spec.rubric, "bye": replace(spec.rubric["bye"], gate=("hosts",))}
    both = narrowed(replace(spec, rubric=gated), ["bye"])
    assert list(both.scenes) == ["lab", "chat"]
    assert list(both.rubric) == ["hosts", "bye"]
    assert narrowed(spec, list(spec.rubric)) is spec
