"""The ways that are compared, each as a command that judges one submission.

A way must also judge rightly, or its figures would mean nothing: the good submission passes, the
hanging one does not, and nothing is left running.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from bench.measure import Cost, measure

BENCH = Path(__file__).resolve().parent
TOP = BENCH.parent
OURS = str(TOP / ".venv/bin/python")
CHECK50 = str(TOP / ".venv-bench/bin/check50")


@dataclass(frozen=True)
class Setting:
    """Where things are: the interpreter for students' programs, room to work in, submissions.

    ``env`` is all the environment that a way gets.
    """

    python: str
    room: Path
    good: Path
    hanging: Path
    env: dict[str, str]


@dataclass(frozen=True)
class Way:
    """A way to judge one submission.

    ``command`` makes the command line, ``passed`` tells from its cost whether it found the
    submission to be right, ``extra`` is added to its environment.
    """

    name: str
    command: Callable[[Setting, Path], list[str]]
    passed: Callable[[Cost], bool]
    extra: dict[str, str] = field(default_factory=dict)

    def judge(self, setting: Setting, submission: Path, *, good: bool, watch: bool = False) -> Cost:
        """Runs it on a submission and returns the cost; a wrong verdict ends the benchmark."""
        env = setting.env | {"SUBMISSION": str(submission)} | self.extra
        cost = measure(self.command(setting, submission), submission, env, watch=watch)
        if self.passed(cost) is not good or cost.left:
            sys.exit(
                f"{self.name}: a submission that should {'pass' if good else 'fail'} did not, or "
                f"something was left running (exit code {cost.code}, {cost.left} left)\n"
                f"{cost.output}"
            )
        return cost


def exit_0(cost: Cost) -> bool:
    """True for a command that says with its exit code that all is right."""
    return cost.code == 0


def check50_passed(cost: Cost) -> bool:
    """True if every check passed: check50 exits with 0 in any case and prints its verdicts."""
    results = json.loads(cost.output)["results"]
    return cost.code == 0 and all(check["passed"] is True for check in results)


def bare_command(setting: Setting, submission: Path) -> list[str]:
    """The bare script."""
    return [OURS, str(BENCH / "bare.py"), str(submission), setting.python]


def boxed_command(setting: Setting, submission: Path) -> list[str]:
    """The bare script, with each program in bubblewrap."""
    return [*bare_command(setting, submission), "--boxed"]


def pexpect_command(_setting: Setting, _submission: Path) -> list[str]:
    """The suite of pytest and pexpect; it finds the submission in its environment."""
    suite = BENCH / "pexpect_suite"
    return [OURS, "-m", "pytest", "-q", "-c", str(suite / "pytest.ini"), str(suite)]


def check50_command(_setting: Setting, _submission: Path) -> list[str]:
    """The checks of check50; it looks for the submission in its working directory."""
    flags = ["--dev", "--log-level", "error", "--output", "json", "--"]
    return [CHECK50, *flags, str(BENCH / "check50_suite")]


def run_command(_setting: Setting, submission: Path) -> list[str]:
    """Callsheet on one submission."""
    return [OURS, str(TOP / "grade.py"), "run", str(BENCH / "assignment"), str(submission)]


def batch_command(setting: Setting, folder: Path, *options: str) -> list[str]:
    """Callsheet on a folder of submissions, reports written to a new place each time."""
    out = tempfile.mkdtemp(dir=setting.room, prefix="reports-")
    assignment = str(BENCH / "assignment")
    return [OURS, str(TOP / "grade.py"), "batch", assignment, str(folder), "--out", out, *options]


BARE = Way("bare script, no sandbox", bare_command, exit_0)
BOXED = Way("bare script, each program in bubblewrap", boxed_command, exit_0)
PEXPECT = Way("pytest + pexpect, its delays off", pexpect_command, exit_0)
DELAYED = Way("pytest + pexpect, its delays kept", pexpect_command, exit_0, {"DELAYS": "kept"})
CHECK = Way("check50", check50_command, check50_passed)
RUN = Way("Callsheet `run`", run_command, exit_0)
BATCH = Way(
    "Callsheet `batch` of one",
    lambda setting, submission: batch_command(setting, submission.parent),
    exit_0,
)
PEERS = (BARE, PEXPECT, DELAYED, CHECK)
ALL = (*PEERS, BOXED, RUN, BATCH)
