"""Rooms: what is left of one is taken away, and one that somebody works in is not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness import rooms
from harness.model.errors import UsageError

_LONG_AGO = 1_000_000_000
_HOLD = """
import os, sys, tempfile
tempfile.tempdir = sys.argv[1]
from harness import rooms
with rooms.room() as place:
    print(place, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary place."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return tmp_path


def test_a_room_is_there_while_it_is_worked_in(top: Path) -> None:
    """It goes with the work."""
    with rooms.room() as place:
        (place / "file").write_text("x")
        assert place.parent == top
    assert not any(top.iterdir())


def test_what_was_left_is_taken_away_and_what_is_used_is_not(top: Path) -> None:
    """An old room without its holder goes, its holder's own stays; so do others' folders."""
    left, fresh, other = (top / name for name in ("callsheet-room-a", "callsheet-room-b", "room"))
    for place in (left, fresh, other):
        place.mkdir()
    for place in (left, other):
        os.utime(place, (_LONG_AGO, _LONG_AGO))
    command = [sys.executable, "-c", _HOLD, str(top)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdin
        held = Path(holder.stdout.readline().decode().strip())
        os.utime(held, (_LONG_AGO, _LONG_AGO))
        rooms.sweep()
        assert set(top.iterdir()) == {fresh, other, held}
        holder.kill()
        holder.wait()
        rooms.sweep()
        assert set(top.iterdir()) == {fresh, other}


def test_one_batch_at_a_time_grades_into_a_folder(tmp_path: Path) -> None:
    """The second is told so; a process that the first forked holds nothing."""
    with rooms.alone(tmp_path):
        with pytest.raises(UsageError, match="another batch is grading into it"):
            rooms.alone(tmp_path).__enter__()
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(writer)
            os.read(reader, 1)  # as long as the parent does not let it end
            os._exit(0)
        os.close(reader)
    with rooms.alone(tmp_path):
        os.close(writer)
    os.waitpid(child, 0)
