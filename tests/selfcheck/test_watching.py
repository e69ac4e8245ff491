"""Waiting for a save: what counts as one, and that none is missed."""

import argparse
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from harness.cli import check
from harness.selfcheck.watching import Watch
from tests import small
from tests.commands import PLAIN, TOP


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A folder with a server."""
    return small.submission(tmp_path / "work")


def test_a_save_is_a_file_that_changed_came_or_went(work: Path) -> None:
    """Each is told by its name, until it is noted."""
    watch = Watch(work)
    assert watch.saved() == ()
    (work / "server.py").write_text("new", encoding="utf-8")
    (work / "sub").mkdir()
    (work / "sub" / "client.py").touch()
    assert watch.saved() == ("server.py", "sub/client.py")
    watch.note()
    (work / "server.py").unlink()
    assert watch.saved() == ("server.py",)


def test_an_editor_that_replaces_the_file_is_noticed(work: Path) -> None:
    """A file of the same size and time that was moved into its place is another one."""
    watch = Watch(work)
    draft = work / "draft.tmp"
    draft.write_bytes((work / "server.py").read_bytes())
    draft.replace(work / "server.py")
    assert watch.saved() == ("server.py",)


def test_what_tools_leave_is_no_save(work: Path) -> None:
    """Caches, environments, editors' drafts and hidden files change all the time."""
    watch = Watch(work)
    for name in (
        ".git/index",
        "__pycache__/a.pyc",
        "env/pyvenv.cfg",
        "env/a.py",
        "a.py~",
        ".a.swp",
    ):
        (work / name).parent.mkdir(exist_ok=True)
        (work / name).touch()
    assert watch.saved() == ()


def test_waiting_ends_with_what_was_saved_before(work: Path) -> None:
    """What was saved between the note and the wait is not waited for in vain."""
    watch = Watch(work)
    (work / "server.py").write_text("new", encoding="utf-8")
    assert watch.wait() == ("server.py",)


def test_a_single_file_can_be_watched(work: Path) -> None:
    """A hand-in may be one file, or an archive."""
    watch = Watch(work / "server.py")
    (work / "other.py").touch()
    assert watch.saved() == ()
    (work / "server.py").write_text("new", encoding="utf-8")
    assert watch.saved() == ("server.py",)


def test_a_save_in_the_middle_of_a_check_starts_it_again(
    work: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a word that it waits; Ctrl-C ends it with the exit code of the last check."""
    checks = 0

    def checked(_: object) -> int:
        nonlocal checks
        checks += 1
        if checks == 1:
            (work / "server.py").write_text("saved meanwhile", encoding="utf-8")
            return 1
        raise KeyboardInterrupt

    monkeypatch.setattr(check._Desk, "check", checked)
    desk = object.__new__(check._Desk)
    desk._asked, desk._place = argparse.Namespace(), work
    assert desk.watch() == 1
    assert checks == 2
    assert capsys.readouterr().out == "--- server.py was saved ---\n"


def test_watching_through_a_pipe(work: Path, tmp_path: Path) -> None:
    """It checks, waits, checks again, and ends at Ctrl-C; no code for a terminal is written."""
    small.assignment(tmp_path / "echo")
    (work / "server.py").write_text(small.SILENT, encoding="utf-8")
    words = [
        sys.executable,
        str(TOP / "grade.py"),
        "check",
        "echo",
        "--submission",
        "work",
        "--watch",
    ]
    with subprocess.Popen(
        words, cwd=tmp_path, env=PLAIN, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        told = _until(running, "Waiting for you")
        (work / "server.py").write_text(small.GOOD, encoding="utf-8")
        told += _until(running, "Waiting for you")
        running.send_signal(signal.SIGINT)
        rest, errors = running.communicate()
    assert (running.returncode, rest, errors) == (0, "", "")
    assert told.index("5 of 15 points") < told.index("--- server.py was saved ---")
    assert told.index("--- server.py was saved ---") < told.index("15 of 15 points")
    assert "\x1b" not in told


def _until(running: "subprocess.Popen[str]", words: str) -> str:
    """What it writes up to a line with ``words``."""
    assert running.stdout is not None
    lines = []
    for line in running.stdout:
        lines.append(line)
        if words in line:
            return "".join(lines)
    raise AssertionError("".join(lines))
