"""The action and the workflows to copy: run as a platform would, as far as that goes without one.

The action's script is run by a small runner (:mod:`tests.actions`) in a workspace laid out as on
the platform, as the user who runs the tests and as an ordinary one.  Only setting up is left out,
which tests/test_setup.py and every CI run of our own try.
"""

import base64
import importlib.util
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests import small
from tests.actions import Command, Ran, load, step
from tests.export.platforms import REPORTER

TOP = Path(__file__).resolve().parents[1]
ACTION = TOP / "harness" / "ci"
WORKFLOWS = ("github.yml", "private.yml", "classroom.yml")
OWN, ORDINARY = "own", "nobody"
# what an ordinary user's Python may lack: libraries of the harness's, and theirs
_LIBRARIES = ("yaml", "pygal", "importlib_metadata", "lazy_importer", "zipp")
# Everything here would be a command if it were printed as it is.
ATTACK = """\
::error file=server.py,line=1::pwned
##[error]pwned
::stop-commands::pwned
::set-output name=result::pwned
::add-mask::o
::pwned::
"""
SAYS = small.LISTEN + f"print({ATTACK!r})\noops\n"


class House:
    """A copy of the harness that the user may read, a teacher's assignment, and a workspace."""

    def __init__(self, user: str) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="callsheet-ci-"))
        self.path.chmod(0o755)
        self.user: dict[str, Any] = {}
        python = sys.executable
        if user == ORDINARY:
            entry = pwd.getpwnam(ORDINARY)
            self.user = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
            python = "/usr/bin/python3"
        self.top = self.path / "_actions" / "callsheet"
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(TOP / "harness", self.top / "harness", ignore=ignored)
        shutil.copy(TOP / "grade.py", self.top)
        for name in _LIBRARIES:
            spec = importlib.util.find_spec(name)
            if spec and spec.submodule_search_locations and user == ORDINARY:
                shutil.copytree(spec.submodule_search_locations[0], self.top / name)
        self.workspace = self.path / "work"
        small.assignment(self.workspace / "course" / "echo")
        self.temp = self.path / "temp"
        self.temp.mkdir(mode=0o777)
        self.temp.chmod(0o777)
        self.env = {
            "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8",
            "RUNNER_TEMP": str(self.temp), "CALLSHEET_PYTHON": python,
        }  # fmt: skip

    def grade(self, name: str, source: str, given: Mapping[str, str] | None = None) -> Ran:
        """Hand in ``source``, and run the action in a job for it."""
        shutil.rmtree(self.temp / "callsheet", ignore_errors=True)
        place = self.workspace / name
        if not place.exists():
            small.submission(place, source)
            (place / ".git").mkdir()
        inputs = {"assignment": "course/echo", "submission": name, **(given or {})}
        return step(
            self.top / "harness" / "ci" / "action.yml", self.workspace, inputs, self.env,
            **self.user,
        )  # fmt: skip


@pytest.fixture(scope="module", params=[OWN, ORDINARY])
def house(request: pytest.FixtureRequest) -> Iterator[House]:
    """A house for each kind of user."""
    if request.param == ORDINARY and os.geteuid() != 0:
        pytest.skip("the user who runs the tests is an ordinary one")
    house = House(request.param)
    yield house
    shutil.rmtree(house.path)


def _reported(ran: Ran) -> Any:
    found = json.loads(base64.b64decode(ran.outputs["result"]))
    Draft202012Validator(REPORTER).validate(found)
    return found


def test_a_right_hand_in_is_green(house: House) -> None:
    """Outputs, summary, notices, and the files of the artifact."""
    ran = house.grade("good", small.GOOD, {"notices": "true"})
    assert ran.code == 0, ran.log
    assert (ran.outputs["score"], ran.outputs["max-score"], ran.outputs["code"]) == (
        "17",
        "15",
        "0",
    )
    assert _reported(ran)["status"] == "pass"
    assert [one.message for one in ran.commands] == [
        "Points 17/15", '{"totalPoints":17,"maxPoints":15}',
    ]  # fmt: skip
    assert ran.summary.startswith("# Echo: `good`")
    kept = {path.name for path in (house.temp / "callsheet").iterdir()}
    assert kept == {
        "index.html",
        "result.json",
        "runs",
        "junit.xml",
        "summary.md",
        "codequality.json",
    }


def test_a_crash_is_annotated_and_nothing_else_is_a_command(house: House) -> None:
    """In the file as the repository names it; what the program prints is shown and does nothing."""
    ran = house.grade("attack", SAYS)
    assert ran.code == 1, ran.log
    assert "pwned" in ran.log
    assert "pwned" in ran.summary
    assert "pwned" not in ran.outputs.values()
    (found,) = ran.commands
    assert (found.name, found.properties["file"], found.properties["line"]) == (
        "error", "server.py", str(len(SAYS.splitlines())),
    )  # fmt: skip
    assert "NameError" in found.message
    assert ran.outputs["score"] == "0"
    assert _reported(ran)["status"] == "fail"


def test_a_goal_makes_it_green(house: House) -> None:
    """The inputs reach the command, and none of them is a part of the script."""
    given = {"pass-at": "60", "require": "echoes, talks"}
    assert house.grade("mute", small.MUTE, given).code == 0
    evil = {"assignment": '"; touch "$RUNNER_TEMP/pwned"; echo "$(touch $RUNNER_TEMP/pwned)'}
    ran = house.grade("mute", small.MUTE, evil)
    assert ran.code == 64
    assert not (house.temp / "pwned").exists()


@pytest.mark.parametrize(
    ("given", "python", "code"),
    [
        ({}, "/bin/false", 3),  # a Python that cannot even begin ends with 1
        ({}, "/nonexistent/python", 3),
        ({"pass-at": "most"}, "", 64),
    ],
)
def test_what_cannot_begin_is_no_zero(
    house: House, given: dict[str, str], python: str, code: int
) -> None:
    """The script itself says so, where no Python can."""
    before = house.env["CALLSHEET_PYTHON"]
    house.env["CALLSHEET_PYTHON"] = python or before
    ran = house.grade("good", small.GOOD, given)
    house.env["CALLSHEET_PYTHON"] = before
    assert (ran.code, ran.outputs["code"]) == (code, str(code))
    found = _reported(ran)
    assert (found["status"], found["max_score"]) == ("error", 0)
    assert "not your fault" in ran.summary
    assert ran.outputs["score"] == ""
    assert ran.commands == [
        Command(
            "error",
            "Callsheet could not begin. This is not your fault.",
            {"title": "Not graded: the grader failed"},
        )
    ]


# Setting up


STUBS = {
    "harness/setup.sh": "exit $SETUP\n",
    ".venv/bin/python": 'for word; do case $word in --junit=*) touch "${word#*=}" ;; esac; done\n',
    "bin/unshare": "exit $DENIED\n",
    "bin/sudo": 'echo "$@" >>"$RUNNER_TEMP/sudo"\n',
}


def _set_up(top: Path, setup: int, denied: int, where: str) -> tuple[int, str, str]:
    """Run the script where all that it sets up is a stub: its exit code, outputs, sudo's words."""
    for name, script in STUBS.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(f"#!/bin/bash\n{script}", encoding="utf-8")
        (top / name).chmod(0o755)
    shutil.copytree(ACTION, top / "harness" / "ci")
    done = subprocess.run(
        ["bash", top / "harness" / "ci" / "grade.sh"],
        env={
            "PATH": f"{top}/bin:/usr/bin:/bin", "RUNNER_TEMP": str(top),
            "GITHUB_OUTPUT": f"{top}/output", "RUNNER_ENVIRONMENT": where,
            "SETUP": str(setup), "DENIED": str(denied),
        },
        check=False,
    )  # fmt: skip
    output, sudo = (
        file.read_text(encoding="utf-8") if file.exists() else ""
        for file in (top / "output", top / "sudo")
    )
    return done.returncode, output, sudo


def test_a_setup_that_fails_is_no_zero(tmp_path: Path) -> None:
    """3, with a result that says so; nothing is graded with half of what it needs."""
    code, output, _ = _set_up(tmp_path, 1, 0, "github-hosted")
    assert code == 3
    result = dict(line.partition("=")[::2] for line in output.splitlines())["result"]
    found = json.loads(base64.b64decode(result))
    Draft202012Validator(REPORTER).validate(found)
    assert found["max_score"] == 0


@pytest.mark.parametrize(
    ("denied", "where", "asked"),
    [(1, "github-hosted", True), (0, "github-hosted", False), (1, "self-hosted", False)],
)
def test_namespaces_are_allowed_only_on_a_machine_that_is_thrown_away(
    tmp_path: Path, denied: int, where: str, asked: bool
) -> None:
    """And only where they were not; what a machine of one's own allows is for its owner to say."""
    code, _, sudo = _set_up(tmp_path, 0, denied, where)
    assert code == 0
    assert ("kernel.apparmor_restrict_unprivileged_userns=0" in sudo) is asked


# The files themselves


def _scripts(file: Path) -> list[str]:
    """Every script in a file of a platform's, or the file itself, if it is one."""
    if file.suffix == ".sh":
        return [file.read_text(encoding="utf-8")]
    described = load(file)
    if "runs" in described:
        return [one["run"] for one in described["runs"]["steps"] if "run" in one]
    if "jobs" in described:
        jobs = described["jobs"].values()
        return [one["run"] for job in jobs for one in job["steps"] if "run" in one]
    return ["\n".join(job["script"]) for job in described.values()]


@pytest.mark.parametrize(
    "file",
    [file for file in sorted(ACTION.iterdir()) if _scripts(file)],
    ids=lambda file: file.name,
)
def test_every_script_is_one(file: Path) -> None:
    """Bash reads it without a complaint."""
    for script in _scripts(file):
        plain = re.sub(r"\$\{\{.*?\}\}", "x", script)
        done = subprocess.run(
            ["bash", "-n"], input=plain.encode(), capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("name", WORKFLOWS)
def test_workflows_use_the_action_as_it_is(name: str) -> None:
    """They give it inputs and take outputs that it has, and may do no more than they need."""
    described, action = load(ACTION / name), load(ACTION / "action.yml")
    assert described["permissions"]["contents"] == "read"
    (job,) = described["jobs"].values()
    (used,) = [one for one in job["steps"] if "callsheet" in one.get("uses", "")]
    place = used["uses"].partition("@")[0].split("/", 2)[2]
    assert (TOP / place / "action.yml").is_file()
    assert set(used["with"]) <= set(action["inputs"])
    text = (ACTION / name).read_text(encoding="utf-8")
    assert set(re.findall(r"steps\.callsheet\.outputs\.([\w-]+)", text)) <= set(action["outputs"])


def test_no_script_of_the_action_holds_an_input() -> None:
    """An expression in a script becomes a part of it, whatever it says."""
    scripts = _scripts(ACTION / "action.yml")
    assert scripts
    assert not any("${{" in script for script in scripts)


def test_the_script_knows_what_it_is_given() -> None:
    """Each variable that the action and the GitLab job set is read, and no other."""
    script = (ACTION / "grade.sh").read_text(encoding="utf-8")
    (graded, *_) = [one for one in load(ACTION / "action.yml")["runs"]["steps"] if "run" in one]
    for name in graded["env"]:
        assert f"${{{name}" in script
    (job,) = load(ACTION / "gitlab.yml").values()
    for name in job["variables"]:
        assert f"${{{name}" in script or f"${name}" in "\n".join(job["script"])
    kept = job["artifacts"]
    out = job["variables"]["CALLSHEET_OUT"].removeprefix("$CI_PROJECT_DIR/")
    assert kept["paths"] == [f"{out}/"]
    assert kept["reports"] == {
        "junit": f"{out}/junit.xml", "codequality": f"{out}/codequality.json",
    }  # fmt: skip


def test_the_pages_show_the_files_to_copy(docs: Callable[[str], str]) -> None:
    """What docs/ci.md shows of a file is in it."""
    page = docs("ci.md")
    for name in (*WORKFLOWS, "gitlab.yml"):
        assert f"../harness/ci/{name}" in page
    for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL):
        assert any(
            block.strip() in file.read_text(encoding="utf-8") for file in ACTION.glob("*.yml")
        ), block


@pytest.fixture
def docs() -> Callable[[str], str]:
    """A page of the documents, as text."""
    return lambda name: (TOP / "docs" / name).read_text(encoding="utf-8")
