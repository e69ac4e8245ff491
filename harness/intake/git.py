"""A repository as it was at a time.

git itself is asked, and with it come all protocols that it has.  What a repository says is
believed as little as an archive: no hook and no submodule of it runs or is fetched, and the sizes
of a commit's files are asked before any of them is written.

The last commit before a time is looked for on the branch itself (``--first-parent``): what was
merged later was not there then, though its commits are older.
"""

import os
import subprocess
from datetime import datetime
from pathlib import Path

from harness.intake.tree import Bounds, mebibytes
from harness.model.errors import MachineError
from harness.model.quick import dataclass

# git takes the helpers for passwords from the user's own settings; it must never wait for a person.
_SETTINGS = (
    "-c", "core.hooksPath=/dev/null", "-c", "protocol.ext.allow=never", "-c", "core.symlinks=false",
    "-c", "core.fsmonitor=false", "-c", "advice.detachedHead=false",
)  # fmt: skip


class GitError(Exception):
    """git could not do what it was asked to; what it said, in a line."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit, and when it was made, as its committer says."""

    name: str
    when: datetime


def clone(repository: str, into: Path) -> None:
    """Fetch a repository (an address, or the path of a clone), without any files of it."""
    if "://" not in repository and Path(repository).expanduser().exists():
        # an absolute path: one that is relative would be one to the clone
        repository = str(Path(repository).expanduser().resolve())
    _git("clone", "--quiet", "--bare", "--no-hardlinks", "--", repository, str(into))


def last_commit(clone_: Path, until: datetime | None) -> Commit | None:
    """The newest commit of its branch that is not after ``until``; None if there is none."""
    try:
        _git(f"--git-dir={clone_}", "rev-parse", "--quiet", "--verify", "HEAD")
    except GitError:
        return None  # an empty repository
    text = _git(f"--git-dir={clone_}", "log", "--first-parent", "--format=%H %cI", "HEAD")
    for line in text.splitlines():
        name, _, when = line.partition(" ")
        made = datetime.fromisoformat(when)
        if until is None or made <= until:
            return Commit(name, made)
    return None


def committed(folder: Path, commit: str) -> datetime:
    """When a commit of the repository around ``folder`` was made."""
    place = folder if folder.is_dir() else folder.parent
    quiet = ("-c", "log.showSignature=false")  # the repository's settings could name a program
    words = (*quiet, "show", "--no-patch", "--format=%cI", "--end-of-options", commit, "--")
    return datetime.fromisoformat(_git("-C", str(place), *words).strip())


def check_out(clone_: Path, commit: Commit, into: Path, limits: Bounds) -> str:
    """Write the files of a commit into ``into``; a sentence if they are too many or too large."""
    sizes = [
        int(line.split()[3])
        for line in _git(
            f"--git-dir={clone_}", "ls-tree", "-r", "-l", "--full-tree", commit.name
        ).splitlines()
        if line.split()[1] == "blob"
    ]
    if sum(sizes) > limits.size or len(sizes) > limits.files:
        return (
            f"The repository holds more than {mebibytes(limits.size)} or {limits.files:,} files"
            " and was not opened. Hand in your programs only."
        )
    into.mkdir(parents=True)
    if sizes:
        tree = f"--work-tree={into}"
        _git(f"--git-dir={clone_}", tree, "checkout", "--quiet", "-f", commit.name, "--", ".")
    return ""


def _git(*words: str) -> str:
    settings = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_LFS_SKIP_SMUDGE": "1", "LC_ALL": "C"}
    # a repository that this process happens to run in is none of ours
    for name in [
        name for name in settings if name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
    ]:
        del settings[name]
    settings.setdefault("GIT_SSH_COMMAND", "ssh -oBatchMode=yes")
    try:
        done = subprocess.run(
            ["git", *_SETTINGS, *words],
            env=settings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        needed = "git is not installed; it is needed for hand-ins in repositories"
        raise MachineError(needed) from None
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(said[-1] if said else f"git ended with {done.returncode}")
    return done.stdout.decode("utf-8", "surrogateescape")
