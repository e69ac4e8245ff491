"""The job that a command runs in: what a CI platform tells and takes, by its environment.

GitHub's Actions set ``GITHUB_ACTIONS``, ``GITHUB_STEP_SUMMARY`` and ``GITHUB_OUTPUT``; so do the
forges that follow them.  Other platforms take files, which the command line names.
"""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from harness.cli import common
from harness.export.annotations import Annotation
from harness.export.classroom50 import STAMPS, Stamp, stamp_time
from harness.export.summary import LIMIT
from harness.intake import git
from harness.model.errors import MachineError, UsageError
from harness.model.quick import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """``actions``: a runner reads what is printed.  ``about``: all that the platform tells."""

    actions: bool
    about: Mapping[str, str]

    def append(self, name: str, text: str) -> None:
        """Add ``text`` to the file that the variable ``name`` names, if there is one."""
        where = self.about.get(name)
        if where and text:
            with common.writing(where), Path(where).open("a", encoding="utf-8") as file:
                file.write(text)

    @property
    def room(self) -> int:
        """How many bytes the step's summary has left: other tools may have written there."""
        where = Path(self.about.get("GITHUB_STEP_SUMMARY") or os.devnull)
        return max(LIMIT - where.stat().st_size, 0) if where.exists() else LIMIT


def current() -> Job:
    """The job of this process."""
    return Job(os.environ.get("GITHUB_ACTIONS") == "true", os.environ)


def in_repository(
    places: tuple[Annotation, ...], submission: Path, about: Job
) -> tuple[Annotation, ...]:
    """``places`` with files as the repository names them; what is not in it is left out."""
    home = submission.resolve()
    if not home.is_dir():
        return ()
    top = _top(home, about.about.get("GITHUB_WORKSPACE", ""))
    return tuple(
        replace(place, file=(home / place.file).relative_to(top).as_posix())
        for place in places
        if (home / place.file).is_file() and (home / place.file).resolve().is_relative_to(home)
    )


def stamp(given: list[str], assignment: str, submission: Path, about: Job) -> Stamp:
    """What Classroom 50 has to be told: as ``given``, as ``key=value``, or as the job knows it.

    Raises UsageError for what neither tells, or tells in another form.
    """
    told = {**_known(assignment, submission, about.about), **_given(given)}
    missing = [name for name in STAMPS if not told.get(name)]
    if missing:
        wanted = ", ".join(f"--stamp {name}=…" for name in missing)
        raise UsageError(f"--classroom50 needs to know more: {wanted}")
    if told["assignment_type"] not in ("individual", "group"):
        raise UsageError("--stamp assignment_type=: is individual or group")
    if not told["submission"].startswith("submit/"):
        raise UsageError("--stamp submission=: begins with submit/")
    return Stamp(**told)


def _given(words: list[str]) -> dict[str, str]:
    found = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in STAMPS:
            raise UsageError(f"--stamp {word}: is none of {', '.join(STAMPS)}, with =")
        found[name] = value
    return found


def _known(assignment: str, submission: Path, told: Mapping[str, str]) -> dict[str, str]:
    page = f"{told.get('GITHUB_SERVER_URL', '')}/{told.get('GITHUB_REPOSITORY', '')}"
    commit, tag = told.get("GITHUB_SHA", ""), told.get("GITHUB_REF_NAME", "")
    tag = tag if tag.startswith("submit/") else ""
    on_page = told.get("GITHUB_REPOSITORY")
    return {
        "assignment": assignment,
        "assignment_type": "individual",
        "owner": told.get("GITHUB_REPOSITORY_OWNER", ""),
        "submission": tag,
        "commit": commit,
        "release": f"{page}/releases/tag/{tag}" if tag and on_page else "",
        "review": f"{page}/commit/{commit}" if commit and on_page else "",
        "datetime": _committed(submission, commit) if commit else "",
    }


def _committed(submission: Path, commit: str) -> str:
    try:
        return stamp_time(git.committed(submission, commit))
    except (git.GitError, MachineError, ValueError):
        return ""


def _top(home: Path, workspace: str) -> Path:
    """The folder that the platform's file names begin in: the repository's."""
    above = (home, *home.parents)
    found = next((folder for folder in above if (folder / ".git").exists()), None)
    if found is None and workspace and home.is_relative_to(Path(workspace).resolve()):
        found = Path(workspace).resolve()
    return found or home
