"""``grade.py ci``: exit codes and goals, what is written, and a result for every fault of ours."""

import base64
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from harness.cli.goal import Goal, exit_code
from harness.model.result import ItemResult, Result
from tests import small
from tests.commands import TOP, call, valid
from tests.export.platforms import CLASSROOM50, REPORTER

# The platform's variables of the tests' own job must not reach ours.
JOB = {"GITHUB_ACTIONS": "", "GITHUB_STEP_SUMMARY": "", "GITHUB_OUTPUT": ""}
GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.org")


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an assignment, a hand-in that lacks a third, and one that is right."""
    room = tmp_path_factory.mktemp("room")
    small.assignment(room / "echo")
    small.submission(room / "mute", small.MUTE)
    small.submission(room / "good")
    small.submission(room / "odd", "a\0b\n::error::x\n", ".assignment")
    return room


def _outputs(file: Path) -> dict[str, str]:
    pairs = (line.partition("=") for line in file.read_text(encoding="utf-8").splitlines())
    return {name: value for name, _, value in pairs}


def _reported(outputs: dict[str, str]) -> Any:
    found = json.loads(base64.b64decode(outputs["result"]))
    Draft202012Validator(REPORTER).validate(found)
    return found


# When a job is green


def _item(name: str, verdict: str, points: float = 0, *, extra: bool = False) -> ItemResult:
    return ItemResult(name, name, points, 10, verdict, extra=extra)


def _result(*items: ItemResult, fault: str | None = None) -> Result:
    main = [item for item in items if not item.extra]
    score, most = sum(one.points for one in main), sum(one.max for one in main)
    return Result("a", "s", score, most, 0, "isolated", items, (), fault=fault)


PASSED, LOST, OPEN = _item("p", "pass", 10), _item("l", "fail"), _item("o", "unobservable")
MIXED = (PASSED, LOST, OPEN, _item("e", "fail", extra=True))


@pytest.mark.parametrize(
    ("goal", "code"),
    [
        (Goal(), 2),
        (Goal(0), 0),
        (Goal(33.3), 0),
        (Goal(34), 2),  # it hangs on what could not be observed
        (Goal(66.6), 2),
        (Goal(67), 1),
        (Goal(None, ("p",)), 0),
        (Goal(None, ("p", "l")), 1),
        (Goal(None, ("p", "o")), 2),
        (Goal(None, ("o", "l")), 1),
        (Goal(0, ("l",)), 1),
        (Goal(67, ("p",)), 1),
        (Goal(None, ("e",)), 1),
    ],
)
def test_a_goal_is_met_only_for_certain(goal: Goal, code: int) -> None:
    """What was not decided counts for neither side; both kinds of goal must be met."""
    assert exit_code(_result(*MIXED), goal) == code


def test_a_share_of_cents_is_reached() -> None:
    """Sums of fractions do not miss a goal by rounding."""
    items = tuple(_item(str(n), "partial", 10 * 0.7) for n in range(30))
    assert exit_code(_result(*items), Goal(70)) == 0


@pytest.mark.parametrize("goal", [Goal(), Goal(0), Goal(None, ("p",))])
def test_a_fault_of_ours_is_never_green(goal: Goal) -> None:
    """Whatever goal is set, a job in which the grader failed is red."""
    assert exit_code(_result(PASSED, fault="x"), goal) == 3
    assert exit_code(_result(PASSED, _item("f", "fault")), goal) == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--pass-at", "67%"), 1),
        (("--pass-at", "66", "--require", "echoes,talks"), 0),
    ],
)
def test_goals_on_the_command_line(words: tuple[str, ...], code: int, room: Path) -> None:
    """10 of 15 points, and the item that shows nothing is lost."""
    done = call("ci", "echo", "--submission", "mute", *words, cwd=room, env=JOB)
    assert (done.returncode, done.stderr) == (code, "")
    assert f"exit code {code}: " in done.stdout


# What is written


@pytest.fixture(scope="module")
def graded(room: Path) -> "subprocess.CompletedProcess[str]":
    """A hand-in in a repository, graded with everything that can be asked for."""
    repository = room / "work" / "repo"
    shutil.copytree(room / "mute", repository / "src")
    (repository / ".assignment").write_text(f"\n  {room / 'echo'} \n", encoding="utf-8")
    for words in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "x")):
        subprocess.run(
            [*GIT, *words], cwd=repository, check=True, env={**os.environ, "HOME": str(room)}
        )
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=repository, check=True, capture_output=True, text=True
    ).stdout.strip()
    (room / "summary").write_text("before\n", encoding="utf-8")
    job = {
        "GITHUB_STEP_SUMMARY": str(room / "summary"), "GITHUB_OUTPUT": str(room / "outputs"),
        "GITHUB_SHA": commit, "GITHUB_REF_NAME": "submit/7", "GITHUB_REPOSITORY": "cs/pa-alice",
        "GITHUB_SERVER_URL": "https://example.org", "GITHUB_REPOSITORY_OWNER": "cs",
    }  # fmt: skip
    return call(
        "ci", "--out", room / "out", "--junit", room / "junit.xml", "--json", room / "one.json",
        "--summary", room / "summary.md", "--classroom50", room / "result.json",
        "--stamp", "classroom=cst311", "--stamp", "owner=alice", "--notices",
        cwd=repository, env=JOB | job,
    )  # fmt: skip


def test_everything_is_written(graded: "subprocess.CompletedProcess[str]", room: Path) -> None:
    """The report, JUnit, JSON, the summary (added to what was there), and the outputs."""
    assert (graded.returncode, graded.stderr) == (1, "")
    assert "::" not in graded.stdout  # no runner reads it
    for kind in ("index.html", "result.json", "runs/*.pcap", "runs/*.jsonl"):
        assert list((room / "out").glob(kind))
    suite = ET.parse(room / "junit.xml").getroot()
    assert [suite.get(name) for name in ("tests", "failures", "errors")] == ["3", "1", "0"]
    assert valid(json.loads((room / "one.json").read_text(encoding="utf-8")))["score"] == 10
    page = (room / "summary.md").read_text(encoding="utf-8")
    assert page.startswith("# Echo: `repo`\n\n**10 / 15 points**")
    assert "```mermaid" in page
    assert (room / "summary").read_text(encoding="utf-8") == f"before\n{page}"
    outputs = _outputs(room / "outputs")
    assert {**outputs, "result": ""} == {
        "code": "1", "score": "12", "max-score": "15", "result": "",
    }  # fmt: skip
    found = _reported(outputs)
    assert [(test["status"], test["score"]) for test in found["tests"]] == [
        ("pass", 10), ("fail", 0), ("pass", 2),
    ]  # fmt: skip


def test_classroom50_is_told_what_the_job_knows(
    graded: "subprocess.CompletedProcess[str]", room: Path
) -> None:
    """Links, tag and commit by the platform, the time by git, the rest by stamps."""
    assert graded.returncode == 1
    found = json.loads((room / "result.json").read_text(encoding="utf-8"))
    Draft202012Validator(CLASSROOM50).validate(found)
    assert (found["score"], found["max-score"]) == (1200, 1500)
    assert (found["classroom"], found["owner"], found["assignment"]) == ("cst311", "alice", "echo")
    assert found["release"] == "https://example.org/cs/pa-alice/releases/tag/submit/7"
    assert found["review"] == f"https://example.org/cs/pa-alice/commit/{found['commit']}"


# What is hidden

SECRET = "sesame"
HIDING = small.SPEC.replace(
    "      talks: server",
    f"""\
      never server -> client: /{SECRET}/
      {SECRET}: server -> client: {SECRET}
      talks: server""",
).replace(
    "rubric:",
    f"""\
  other:
    title: {SECRET}
    runs: 1
    story: |
      start server
      client connects to server
      client -> server: {SECRET}
      {SECRET}2: server -> client: a nut
rubric:
  {SECRET}: {{is: 4 Says {SECRET}, hidden: yes, hint: {SECRET}}}
  {SECRET}2: {{is: 3 Opens on {SECRET}, hidden: yes}}""",
)


def test_what_is_hidden_is_nowhere(room: Path, tmp_path: Path) -> None:
    """In no file, no output and no line of the log; and the points do not count."""
    small.assignment(room / "hiding", HIDING)
    done, outputs, summary = _called(
        room, tmp_path, "hiding", "--submission", "mute", "--json", str(tmp_path / "one.json")
    )
    assert done.returncode == 1
    assert (outputs["score"], outputs["max-score"]) == ("12", "15")
    assert "7 points more are for what is not shown yet" in summary
    everything = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(everything) >= 8
    for file in everything:
        assert SECRET.encode() not in file.read_bytes(), file
    assert SECRET not in done.stdout
    assert SECRET not in base64.b64decode(outputs["result"]).decode()


# What goes wrong with us


def _called(
    room: Path, out: Path, *words: str, **env: str
) -> "tuple[subprocess.CompletedProcess[str], dict[str, str], str]":
    """The command in a runner's job; its outputs and its summary."""
    files = {name: str(out / name) for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
    done = call(
        "ci", *words, "--junit", out / "junit.xml", "--notices", "--out", out / "report",
        cwd=room, env=JOB | {"GITHUB_ACTIONS": "true"} | files | env,
    )  # fmt: skip
    assert done.stderr == ""
    summary = (out / "GITHUB_STEP_SUMMARY").read_text(encoding="utf-8")
    return done, _outputs(out / "GITHUB_OUTPUT"), summary


BREAKS = {
    "ZeroDivisionError": "pipeline.prepare = lambda path: 1 // 0",
    "no room": "def fail(*a):\n    raise OSError('no room')\npipeline.grade_submission = fail",
    "kernel is too old": (
        "from harness.model.errors import MachineError\n"
        "def fail(*a):\n    raise MachineError('the kernel is too old')\npipeline.pool.ready = fail"
    ),
    "stage broke": (
        "from dataclasses import replace\ntrue = pipeline.record\n"
        "def fail(*a):\n    found = true(*a)\n"
        "    takes = [replace(one, fault='the stage broke') for one in found.takes]\n"
        "    return replace(found, takes=tuple(takes))\npipeline.record = fail"
    ),
    "RecursionError": (
        "import harness.reports.folder as folder\n"
        "def fail(*a):\n    raise RecursionError('deep')\nfolder.write_submission = fail"
    ),
}


@pytest.mark.parametrize("says", BREAKS)
def test_a_fault_of_ours_is_a_result_that_says_so(says: str, room: Path, tmp_path: Path) -> None:
    """A crash before, while or after grading, or a missing means: 3, and nowhere a zero."""
    breaking = f"from harness import pipeline\n{BREAKS[says]}\n"
    (tmp_path / "sitecustomize.py").write_text(breaking, encoding="utf-8")
    done, outputs, summary = _called(
        room, tmp_path, "echo", "--submission", "mute", PYTHONPATH=f"{tmp_path}:{TOP}"
    )
    assert done.returncode == 3
    found = _reported(outputs)
    assert (found["status"], found["max_score"]) == ("error", 0)
    assert says in found["tests"][0]["message"]
    assert "score" not in outputs
    assert "**Not graded**" in summary
    assert "not your fault" in summary
    assert "::error title=Not graded%3A the grader failed::" in done.stdout
    assert "Autograding" not in done.stdout
    suite = ET.parse(tmp_path / "junit.xml").getroot()
    assert int(suite.get("errors", "")) >= 1
    assert suite.get("failures") == "0"
    if (page := tmp_path / "report" / "index.html").exists():
        assert "<strong>Not graded</strong>" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("echoo", "--submission", "mute"), "no assignment 'echoo'"),
        (("echo", "--submission", "nowhere"), "nowhere: there is no such file"),
        (("--submission", "mute"), "no ASSIGNMENT was named"),
        (("--submission", "odd"), "says 'a\\x00b', and there is no such assignment"),
        (("wrong", "--submission", "mute"), "no role 'sever'; did you mean 'server'?"),
        (("echo",), "lies inside of what is graded"),
        (("echo", "--submission", "mute", "--require", "show"), "no item 'show' is shown"),
        (("echo", "--submission", "mute", "--classroom50", "r.json"), "--stamp classroom="),
        (
            ("echo", "--submission", "mute", "--classroom50", "r.json", "--stamp", "class=x"),
            "--stamp class=x",
        ),
    ],
)
def test_wrong_usage_is_a_result_too(
    words: tuple[str, ...], says: str, room: Path, tmp_path: Path
) -> None:
    """A teacher's mistake is 64, and costs no student anything."""
    if not (room / "wrong").exists():
        small.assignment(room / "wrong", small.SPEC.replace("start server", "start sever"))
    done, outputs, summary = _called(room, tmp_path, *words)
    assert done.returncode == 64
    assert says in done.stdout
    assert _reported(outputs)["max_score"] == 0
    assert "**Not graded**" in summary


def test_a_file_that_cannot_be_written_is_said(room: Path) -> None:
    """It is told in one line, and the exit code is 64."""
    done = call("ci", "echo", "--submission", "mute", "--junit", "no/j.xml", cwd=room, env=JOB)
    assert done.returncode == 64
    assert "no/j.xml cannot be written" in done.stderr


@pytest.mark.parametrize("words", [("--pass-at", "101"), ("--pass-at", "x")])
def test_a_goal_must_be_a_share(words: tuple[str, ...], room: Path) -> None:
    """A goal that is none is refused before anything is graded."""
    done = call("ci", "echo", *words, cwd=room, env=JOB)
    assert done.returncode == 64
    assert "is not a number from 0 to 100" in done.stderr


def test_only_one_thing_goes_to_standard_output(room: Path) -> None:
    """The summary alone, or the JSON alone, and never both."""
    words = ("ci", "echo", "--submission", "good", "--summary", "-")
    done = call(*words, cwd=room, env=JOB)
    assert done.returncode == 0
    assert done.stdout.startswith("# Echo: `good`\n\n**15 / 15 points**")
    assert call(*words, "--json", "-", cwd=room, env=JOB).returncode == 64
    alone = call(*words[:4], "--json", "-", cwd=room, env=JOB | {"GITHUB_ACTIONS": "true"})
    assert valid(json.loads(alone.stdout))["score"] == 15
