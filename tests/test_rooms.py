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
    """The folder is there until the work is done, and then it is gone."""
    with rooms.room() as place:
        (place / "file").write_text("x")
        assert place.parent == top
    assert not any(top.iterdir())


def test_what_was_left_is_taken_away_and_what_is_used_is_not(top: Path) -> None:
    """A room without its holder goes at once, its holder's own stays; so do others' folders."""
    left, other = top / "callsheet-room-a", top / "room"
    begun, abandoned = top / "callsheet-new-b", top / "callsheet-new-c"
    for place in (left, other, begun, abandoned):
        place.mkdir()
    for place in (other, abandoned):
        os.utime(place, (_LONG_AGO, _LONG_AGO))
    command = [sys.executable, "-c", _HOLD, str(top)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout
        assert holder.stdin
        held = Path(holder.stdout.readline().decode().strip())
        assert set(top.iterdir()) == {begun, other, held}  # it has taken away what was left
        os.utime(held, (_LONG_AGO, _LONG_AGO))
        rooms.sweep()
        assert set(top.iterdir()) == {begun, other, held}
        holder.kill()
        holder.wait()
        rooms.sweep()
        assert set(top.iterdir()) == {begun, other}


def test_an_interrupt_that_hinders_clearing_up(top: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was not taken away because of it is when the process ends."""
    interrupted = rooms.room()
    place = interrupted.__enter__()
    (place / "file").write_text("x")
    with monkeypatch.context() as patched:
        patched.setattr("shutil.rmtree", _interrupt)
        with pytest.raises(KeyboardInterrupt):
            interrupted.__exit__(None, None, None)
    assert list(top.iterdir()) == [place]
    rooms.clear()
    assert not any(top.iterdir())


def _interrupt(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


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
