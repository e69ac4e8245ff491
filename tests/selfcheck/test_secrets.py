"""What is hidden from students reaches none of their reports, and its points are told."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from harness.plan import Playbook
from harness.selfcheck.openbook import open_book
from harness.spec import load
from tests import small
from tests.commands import call, valid
from tests.selfcheck import secrets


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The assignment; ``poor`` fails in all, ``fair`` in nothing that is seen."""
    room = tmp_path_factory.mktemp("secrets")
    secrets.assignment(room / "echo")
    small.submission(room / "poor", small.SILENT)
    small.submission(room / "fair", secrets.ANSWERS)
    return room


@pytest.fixture(scope="module")
def told(room: Path) -> tuple[str, dict[str, Any]]:
    """What ``check`` tells of ``poor``: as text and as JSON."""
    done = call(
        "check", "echo", "--submission", "poor", "--hint", "9", "--json", "c.json", cwd=room
    )
    assert (done.returncode, done.stderr) == (1, "")
    return done.stdout, json.loads((room / "c.json").read_text(encoding="utf-8"))


def test_a_check_knows_nothing_of_what_is_hidden(told: tuple[str, dict[str, Any]]) -> None:
    """Neither its text nor its JSON has a word of a hidden item or scene."""
    text, data = told
    for word in secrets.SECRETS:
        assert word not in text
        assert word not in json.dumps(data)
    assert {run["id"] for run in data["scenes"]} == {"echo"}
    assert [line["expected"] for run in data["scenes"] for line in run["missing"]] == [
        "parrot",
        "mackaw",
    ]


def test_points_that_are_judged_elsewhere_are_told(told: tuple[str, dict[str, Any]]) -> None:
    """They count in neither score nor maximum, and their number is said."""
    text, data = told
    assert (data["score"], data["max"], data["elsewhere"]) == (0, 15, 27)
    assert "27 points more are judged by items that are not shown here." in text
    assert "0 of 15 points" in text
    valid(data)


def test_all_that_is_seen_may_pass(room: Path) -> None:
    """A visible item does not fail by a hidden one that is its gate; full marks are full marks."""
    done = call("check", "echo", "--submission", "fair", cwd=room)
    assert (done.returncode, done.stderr) == (0, "")
    assert "15 of 15 points" in done.stdout


def test_a_student_s_pages_have_nothing_hidden(room: Path) -> None:
    """The page and the Markdown that a teacher's grading writes keep the same secrets."""
    words = ("run", "echo", room / "fair", "--out", room / "out", "--markdown", room / "page.md")
    done = call(*words, cwd=room)
    assert done.returncode == 1
    assert "Unspeakable" in done.stdout  # the teacher sees all of it
    whole = json.loads((room / "out" / "result.json").read_text(encoding="utf-8"))
    assert {run["id"]: run["hidden"] for run in whole["scenes"]} == {
        "echo": False,
        "covertscene": True,
    }
    for page in (room / "out" / "index.html", room / "page.md"):
        content = page.read_text(encoding="utf-8")
        assert "an item that is not shown" in content  # the gate
        for word in secrets.SECRETS:
            assert word not in content


def test_no_hidden_item_is_left_in_an_open_book(room: Path) -> None:
    """A scene that only hidden items judge is gone; without hidden items nothing changes."""
    spec = load(room / "echo")
    seen = open_book(spec)
    assert list(seen.rubric) == ["echoes", "both"]
    assert list(seen.scenes) == ["echo"]
    assert [item.id for item in seen.left_out] == ["covert", "covertalone", "covertextra"]
    assert open_book(seen) is seen
    # what is played of the others stays the same to the last line
    key = ("echo", "whole", "")
    assert Playbook(seen).digests[key] == Playbook(spec).digests[key]
    bare = replace(spec, rubric={"echoes": spec.rubric["echoes"]})
    assert open_book(bare) is bare
