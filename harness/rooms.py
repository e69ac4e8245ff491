"""Folders of a run: a place that is there while it is worked in, and one that one batch has alone.

The rules:

* Whoever works in a folder holds a lock on it (flock(2)), which the kernel lets go when the last
  process that has it ends.  So a folder without a holder is one that somebody killed left behind.
* A room gets its name when it is locked already: so nobody takes one that is just being made for
  one that was left.  Whoever makes the first room of a process takes away what others have left.
* Where a file system has no locks that cannot be told; there, and of rooms that never got their
  name, those are taken away that are older than an hour.
* A room for work that is one of many stands within the room of all: whoever does that work may be
  killed, and what he leaves goes with the rest.
* A lock belongs to who took it.  A process that it forks lets its copy go at once, or a batch that
  was killed would seem to go on for as long as one of its workers dies; nor is a room its to clear.
"""

import fcntl
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from harness.model.errors import UsageError

_PREFIX, _UNNAMED = "callsheet-room-", "callsheet-new-"
_KINDS = (_PREFIX, _UNNAMED)
_OLD = 3600.0  # seconds
# for what others may not even see the names of, as they may in /tmp
APART = Path("/var/tmp")  # noqa: S108 - what is made there has a name that nobody can guess
_held: set[int] = set()
_mine: set[Path] = set()  # every folder that is a room of this process's, or may become one


@contextmanager
def room(within: Path | None = None, top: Path | None = None) -> Iterator[Path]:
    """A folder in the temporary place, or another room, for as long as it is worked in.

    ``top``: another temporary place, one of those that are swept.
    """
    if within is None:
        _sweep_once()
    name = secrets.token_hex(8)
    top = within or top or Path(tempfile.gettempdir())
    place, unnamed = top / f"{_PREFIX}{name}", top / f"{_UNNAMED}{name}"
    maker = os.getpid()
    _mine.update((place, unnamed))  # before there is one: an interrupt may come at any time
    try:
        unnamed.mkdir(mode=0o700)
        with _holding(unnamed):
            unnamed.rename(place)
            yield place
    finally:
        if os.getpid() == maker:
            for each in (place, unnamed):
                shutil.rmtree(each, ignore_errors=True)
                _mine.discard(each)


def clear() -> None:
    """Take away what an interrupt has left of this process's own rooms: it is about to end."""
    for place in list(_mine):
        shutil.rmtree(place, ignore_errors=True)
        _mine.discard(place)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """While this process alone grades into ``folder``.  Raises UsageError if another does."""
    with _holding(folder) as (held, _):
        if not held:
            raise UsageError(f"{folder}: another batch is grading into it; wait for its end")
        yield


def sweep() -> None:
    """Take away the rooms that somebody who was killed left behind."""
    before = time.time() - _OLD
    tops = {Path(tempfile.gettempdir()), APART}
    for place in (found for top in tops for kind in _KINDS for found in top.glob(f"{kind}*")):
        with suppress(OSError):
            told = place.lstat()
            if told.st_uid != os.geteuid() or place.is_symlink() or not place.is_dir():
                continue
            with _holding(place) as (free, sure):
                at_once = sure and place.name.startswith(_PREFIX)
                if free and (at_once or told.st_mtime < before):
                    shutil.rmtree(place, ignore_errors=True)


@cache
def _sweep_once() -> None:
    sweep()


@contextmanager
def _holding(folder: Path) -> Iterator[tuple[bool, bool]]:
    """Hold the lock of a folder; says whether it could be had, and whether that is sure."""
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


def _lock(descriptor: int) -> tuple[bool, bool]:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False, True
    except OSError:  # a file system without locks
        return True, False
    return True, True


def _let_go() -> None:
    for descriptor in _held:
        with suppress(OSError):
            os.close(descriptor)
    _held.clear()
    _mine.clear()


os.register_at_fork(after_in_child=_let_go)
