"""The command line of a student's check: how it is asked for, and what is refused at once."""

import argparse
import json
from pathlib import Path

import pytest

from harness.cli import check
from tests import small
from tests.commands import call


@pytest.mark.parametrize(
    ("words", "degree", "named"),
    [
        ([], 0, None),
        (["--hint"], 1, None),
        (["--hint", "--hint"], 2, None),
        (["--hint", "2"], 2, None),
        (["echo", "--hint", "3"], 3, "echo"),
        (["--hint", "echo"], 1, "echo"),
        (["--watch", "echo"], 0, "echo"),
        (["--hint", "--hint", "echo"], 2, "echo"),
    ],
)
def test_hints_are_asked_for_again_or_by_number(
    words: list[str], degree: int, named: str | None
) -> None:
    """Whatever stands after ``--hint`` and is no number is the assignment."""
    parser = argparse.ArgumentParser()
    check.add(parser.add_subparsers())
    asked = parser.parse_args(["check", *words])
    assert (asked.hint, asked.assignment or asked.named) == (degree, named)


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """An assignment and a folder with a server that says too little."""
    small.assignment(tmp_path / "echo")
    work = small.submission(tmp_path / "work", small.MUTE)
    (work / ".assignment").write_text("../echo\n", encoding="utf-8")
    return work


def test_in_one_s_own_folder_nothing_need_be_said(room: Path) -> None:
    """The assignment is found, and the folder is this one; JSON is for programs."""
    done = call("check", "--explain", "shows", "--json", "c.json", cwd=room)
    assert (done.returncode, done.stderr) == (1, "")
    assert "✗ not met, 0 of 5 points (shows)" in done.stdout
    assert '✗ server prints: "parrot"' in done.stdout
    data = json.loads((room / "c.json").read_text(encoding="utf-8"))
    assert (data["submission"], data["score"], data["elsewhere"]) == ("work", 10, 0)


@pytest.mark.parametrize("words", [("echo", "work"), ("work",), ("echo", "--submission", "work")])
def test_the_folder_may_be_said(words: tuple[str, ...], room: Path) -> None:
    """From anywhere, behind the assignment; alone, where that can be found by the folder."""
    done = call("check", *words, "--json", "-", cwd=room.parent)
    assert json.loads(done.stdout)["submission"] == "work"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--explain", "shwos"), "no item 'shwos'; did you mean 'shows'?"),
        (("--watch", "--json", "-"), "--json needs a file"),
        (("--submission", "nowhere"), "nowhere: there is no such file or folder"),
        (("nothing",), "no assignment 'nothing'"),
        (("../echo", ".", "--submission", "."), ".: is your folder this one, or .?"),
        (("--hint", "echo", "--hint", "two"), "--hint takes a number, not 'two'"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_once(
    words: tuple[str, ...], told: str, room: Path
) -> None:
    """The exit code is that of wrong usage, and there is no traceback."""
    done = call("check", *words, cwd=room)
    assert (done.returncode, done.stdout) == (64, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr
