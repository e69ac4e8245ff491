"""What is asked for, and what keeps a hand-in from having a say in how it is graded."""

import os
import sys
from pathlib import Path

import pytest

import harness
from harness.cli.common import find_assignment
from harness.model.errors import UsageError
from harness.model.quick import dataclass


@dataclass(frozen=True, slots=True)
class Asked:
    """The folder of the assignment, the hand-in, and the seconds that grading may take."""

    assignment: Path
    submission: Path
    timeout: float


def keep_out(config: pytest.Config) -> None:
    """Let nothing of the hand-in be imported.  Raises UsageError where its settings are read."""
    submission = _submission(config)
    if not submission.is_dir():
        return _no_conftest(config)
    here = Path(config.invocation_params.dir)
    if reads_settings_of(config, submission) and not here.resolve().is_relative_to(submission):
        raise pytest.UsageError(
            f"pytest has taken its settings from the hand-in ({config.inipath}).\n"
            "It takes the word after an option that it does not know yet for a path: write "
            "--submission=PATH, as one word, or name a file of settings with -c FILE."
        )
    sys.path[:] = [entry for entry in sys.path if not _is_of(submission, entry, here)]
    return _no_conftest(config)


def reads_settings_of(config: pytest.Config, submission: Path) -> bool:
    """Whether pytest's own settings come from a file in the hand-in."""
    return config.inipath is not None and config.inipath.resolve().is_relative_to(submission)


def asked(config: pytest.Config) -> Asked:
    """What is asked for.  Raises pytest's UsageError for what is not there."""
    option = config.known_args_namespace.assignment
    word = option or config.getini("callsheet_assignment")
    base = Path(config.invocation_params.dir) if option else _ini_folder(config)
    try:
        assignment = find_assignment(str(base / word) if (base / word).exists() else word)
    except UsageError as error:
        raise pytest.UsageError(str(error)) from None
    submission = _submission(config)
    if not submission.exists():
        raise pytest.UsageError(f"--submission: {submission} is not there")
    return Asked(assignment.resolve(), submission, _timeout(config))


def _submission(config: pytest.Config) -> Path:
    option = config.known_args_namespace.submission
    word = option or config.getini("callsheet_submission")
    base = _ini_folder(config) if word and not option else Path(config.invocation_params.dir)
    return (base / (word or ".")).resolve()


def _timeout(config: pytest.Config) -> float:
    option: float | None = config.known_args_namespace.grading_timeout
    if option is not None:
        return option
    word = config.getini("callsheet_timeout")
    try:
        return float(word)
    except ValueError:
        raise pytest.UsageError(f"callsheet_timeout: '{word}' is not a number") from None


def _ini_folder(config: pytest.Config) -> Path:
    return config.inipath.parent if config.inipath else config.rootpath


def _no_conftest(config: pytest.Config) -> None:
    config.known_args_namespace.noconftest = True


def _is_of(submission: Path, entry: str, here: Path) -> bool:
    """Whether an entry of the path of imports is the hand-in's.

    An environment that somebody keeps in their folder is not, nor is where the harness itself lies.
    """
    place = Path(os.path.realpath(here / entry))
    ours = (Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve())
    if place == Path(harness.__file__).resolve().parents[1]:
        return False
    return place.is_relative_to(submission) and not any(map(place.is_relative_to, ours))
