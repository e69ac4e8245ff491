"""Folders of a run: a place that is there while it is worked in, and one that one batch has alone.

The rules:

* Whoever works in a folder holds a lock on it (flock(2)), which the kernel lets go when the last
  process that has it ends.  So a folder without a holder is one that somebody killed left behind.
* Such folders are taken away when the next class is graded, if they are older than an hour: nobody
  can tell one that is just being made from one that was left.
* A room for work that is one of many stands within the room of all: whoever does that work may be
  killed, and what he leaves goes with the rest.
* A lock belongs to who took it.  A process that it forks lets its copy go at once, or a batch that
  was killed would seem to go on for as long as one of its workers dies.
"""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from harness.model.errors import UsageError

_PREFIX = "callsheet-room-"
_OLD = 3600.0  # seconds
_held: set[int] = set()


@contextmanager
def room(within: Path | None = None) -> Iterator[Path]:
    """A folder in the temporary place, or another room, for as long as it is worked in."""
    place = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=within))
    try:
        with _holding(place):
            yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """While this process alone grades into ``folder``.  Raises UsageError if another does."""
    with _holding(folder) as held:
        if not held:
            raise UsageError(f"{folder}: another batch is grading into it; wait for its end")
        yield


def sweep() -> None:
    """Take away the rooms that somebody who was killed left behind."""
    before = time.time() - _OLD
    for place in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            told = place.lstat()
            mine = told.st_uid == os.geteuid() and not place.is_symlink() and place.is_dir()
            if mine and told.st_mtime < before:
                with _holding(place) as free:
                    if free:
                        shutil.rmtree(place, ignore_errors=True)


@contextmanager
def _holding(folder: Path) -> Iterator[bool]:
    """Hold the lock of a folder, and say whether it could be had."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    _held.add(descriptor)
    try:
        yield _lock(descriptor)
    finally:
        if descriptor in _held:
            _held.discard(descriptor)
            with suppress(OSError):
                # at once, also where a child has not come to let go of its copy
                fcntl.flock(descriptor, fcntl.LOCK_UN)
            os.close(descriptor)


def _lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks
        return True
    return True


def _let_go() -> None:
    for descriptor in _held:
        with suppress(OSError):
            os.close(descriptor)
    _held.clear()


os.register_at_fork(after_in_child=_let_go)
