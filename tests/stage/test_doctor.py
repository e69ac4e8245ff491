"""What the examination says where a means is missing."""

from pathlib import Path

import pytest

from harness.stage import doctor, sandbox, stuck, without
from harness.stage.check import Check


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without bubblewrap; what it could do all the same takes time, and is not tried."""
    monkeypatch.setattr(sandbox, "bubblewrap", lambda: None)
    monkeypatch.setattr(without, "checks", tuple)


def examined() -> dict[str, Check]:
    """Each row by its name."""
    return {check.name: check for check in doctor.examine([], [])}


@pytest.mark.usefixtures("bare")
def test_without_bubblewrap_its_command_is_the_only_help() -> None:
    """No world was tried then, so nothing is known of what would keep one from being made."""
    rows = examined()
    assert rows["bubblewrap"].remedy == "sudo apt-get install bubblewrap"
    assert (rows["world"].works, rows["world"].why) == (False, "bubblewrap is missing")
    assert rows["world"].remedy == ""


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    ("text", "why"),
    [(None, "not found"), ("", "ermission denied"), ("#!/bin/false\n", "ended with 1")],
)
def test_py_spy_is_tried(
    text: str | None, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may be there, and for another machine, or where nothing can be run."""
    tool = tmp_path / "py-spy"
    tool.write_text(text or "", encoding="ascii")
    tool.chmod(0o755 if text else 0o644)
    monkeypatch.setattr(stuck, "py_spy", lambda: None if text is None else str(tool))
    row = examined()["py-spy"]
    assert not row.works
    assert why in row.why
