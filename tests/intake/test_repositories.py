"""A class of repositories: the last commit before the cut-off, and nobody blamed for ours."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.intake import open_submission
from harness.intake.gathering import Terms, gather
from harness.intake.times import required as read_time
from harness.model.handin import HandIn

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
Commit = Callable[..., None]


def _git(home: Path, *words: str, when: str = "2026-11-01T12:00:00Z") -> None:
    settings = {
        "PATH": os.environ["PATH"], "HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when,
        "GIT_AUTHOR_NAME": "Jo", "GIT_AUTHOR_EMAIL": "jo@x",
        "GIT_COMMITTER_NAME": "Jo", "GIT_COMMITTER_EMAIL": "jo@x",
    }  # fmt: skip
    subprocess.run(["git", *words], cwd=home, env=settings, check=True, capture_output=True)


def _repository(home: Path) -> Path:
    home.mkdir(parents=True)
    _git(home, "init", "-q", "-b", "main")
    return home


def _commit(home: Path, when: str, **files: str) -> None:
    for name, content in files.items():
        (home / f"{name}.py").write_text(content)
    _git(home, "add", "-A")
    _git(home, "commit", "-q", "--allow-empty", "-m", "work", when=when)


def _gather(tmp_path: Path, listing: str, until: str = "", name: str = "list.txt") -> list[HandIn]:
    (tmp_path / name).write_text(listing)
    due = read_time("2026-11-02T12:00:00Z", "due")
    terms = Terms(due=due, until=read_time(until, "until") if until else None)
    return list(gather(tmp_path / name, tmp_path / "place", terms).hand_ins)


def _content(tmp_path: Path, one: HandIn) -> dict[str, str]:
    assert one.path is not None
    into = tmp_path / "opened" / one.name
    return {name: (into / name).read_text() for name in open_submission(one.path, into).files}


def test_the_last_commit_before_the_cut_off(tmp_path: Path) -> None:
    """A path, a file:// address and a name before one; what came later is not there."""
    home = _repository(tmp_path / "repos" / "jo")
    _commit(home, "2026-11-01T12:00:00Z", server="1")
    _commit(home, "2026-11-03T12:00:00Z", server="2", more="2")
    _commit(home, "2026-11-05T12:00:00Z", server="3")
    listing = f"# the class\nrepos/jo\n\nal file://{home}\n"
    al, jo = _gather(tmp_path, listing, until="2026-11-04T00:00:00Z")
    assert (al.name, jo.name) == ("al", "jo")
    assert _content(tmp_path, jo) == _content(tmp_path, al) == {"server.py": "2", "more.py": "2"}
    assert (jo.late, jo.seconds_late) == (True, 86400)
    assert jo.problems[0].endswith("of 2026-11-03T12:00:00+00:00.")


def test_without_a_cut_off_the_newest_counts(tmp_path: Path) -> None:
    """A CSV names the student; the newest commit is taken."""
    home = _repository(tmp_path / "a repository")
    _commit(home, "2026-11-01T12:00:00Z", server="1")
    _commit(home, "2026-11-02T12:00:00Z", server="2")
    (one,) = _gather(tmp_path, "Email;Name;Repo\njo@x;Jo Doe;a repository\n", name="list.csv")
    assert _content(tmp_path, one) == {"server.py": "2"}
    assert (one.students[0].email, one.name, one.late) == ("jo@x", "Jo Doe", False)


def test_what_was_merged_later_was_not_there(tmp_path: Path) -> None:
    """An old commit of a branch that was merged after the cut-off does not count."""
    home = _repository(tmp_path / "jo")
    _commit(home, "2026-11-01T12:00:00Z", server="1")
    _git(home, "checkout", "-q", "-b", "side")
    _commit(home, "2026-11-02T12:00:00Z", server="side")
    _git(home, "checkout", "-q", "main")
    _git(home, "merge", "-q", "--no-ff", "-m", "merge", "side", when="2026-11-05T12:00:00Z")
    (one,) = _gather(tmp_path, "jo\n", until="2026-11-03T00:00:00Z")
    assert _content(tmp_path, one) == {"server.py": "1"}


def test_nothing_before_the_cut_off_is_absent(tmp_path: Path) -> None:
    """So is an empty repository; neither is a fault of ours."""
    late = _repository(tmp_path / "late")
    _commit(late, "2026-11-09T12:00:00Z", server="1")
    _repository(tmp_path / "empty")
    found = _gather(tmp_path, "late\nempty\n", until="2026-11-03T00:00:00Z")
    assert [(one.name, one.handed.absent, one.fault) for one in found] == [
        ("empty", True, ""), ("late", True, ""),
    ]  # fmt: skip
    assert all("no commit before" in one.problems[0] for one in found)


def test_what_cannot_be_had_is_nobodys_loss(tmp_path: Path) -> None:
    """A repository that is not there is a fault to be looked at, not an absent student."""
    (one,) = _gather(tmp_path, "jo file:///nowhere/at/all\n")
    assert one.path is None
    assert not one.handed.absent
    assert "could not be had" in one.fault


def test_hooks_links_and_odd_names_do_nothing(tmp_path: Path) -> None:
    """What a repository brings is data: a link is no link, an address no option or command."""
    home = _repository(tmp_path / "jo")
    (home / "link.py").symlink_to("/etc/passwd")
    _commit(home, "2026-11-01T12:00:00Z", server="1")
    listing = f"jo\nx --upload-pack=touch {tmp_path}/owned\ny ext::sh -c touch% {tmp_path}/owned\n"
    found = {one.name: one for one in _gather(tmp_path, listing)}
    assert not (tmp_path / "owned").exists()
    assert found["x"].fault
    assert found["y"].fault
    assert _content(tmp_path, found["jo"])["link.py"] == "/etc/passwd"


def test_a_repository_over_the_bounds_is_not_written(tmp_path: Path) -> None:
    """Its sizes are asked first, and the reason is told."""
    home = _repository(tmp_path / "jo")
    with (home / "data.bin").open("wb") as file:
        file.truncate(65 * 2**20)
    _commit(home, "2026-11-01T12:00:00Z")
    (one,) = _gather(tmp_path, "jo\n")
    assert "more than 64 MiB" in one.problems[1]
    assert one.path is not None
    assert list(one.path.iterdir()) == []
