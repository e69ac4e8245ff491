"""Copying a hand-in that is a folder.

No link is followed, and nothing is opened that is not a regular file: reading a pipe would wait
for ever, reading a device is worse.  A file is opened first and looked at then, so what was
looked at is what is read.

What a student handed in can be read wherever it was unpacked by us.  A folder or a program that
this machine does not let us read is for whoever started us to mend, and costs the student nothing;
of a class, it stops nobody else's (:attr:`Tree.refused`).
"""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from harness.intake.kinds import is_named_archive, is_named_program
from harness.intake.names import Parts
from harness.intake.tree import Readable, Tree
from harness.model.errors import MachineError, SubmissionError

_REFUSED = frozenset({errno.EACCES, errno.EPERM, errno.EIO})


class _UnreadError(MachineError):
    """What is there, and cannot be read here."""


def copy_folder(source: Path, tree: Tree) -> None:
    """Copy what lies in ``source`` into the tree.  Raises SubmissionError over the bounds."""
    _copy(source, (), tree)


def copy_file(source: Path, raw: Parts, tree: Tree) -> None:
    """Copy one file.  What is no regular file, or cannot be read, is left out and reported."""
    flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
    try:
        descriptor = os.open(source, flags)
    except OSError as error:
        if is_named_program(raw[-1]) or is_named_archive(raw[-1]):
            blame(source, error)
        tree.problems.add("unreadable", raw, f" ({error.strerror})")
        return
    with os.fdopen(descriptor, "rb", buffering=0) as stream:
        status = os.fstat(descriptor)
        if stat.S_ISREG(status.st_mode):
            tree.file(raw, _Read(stream, source), status.st_size)
        else:
            tree.problems.add("special", raw)


def blame(source: Path, error: OSError) -> None:
    """Raise MachineError if it is this machine that does not let ``source`` be read."""
    if error.errno in _REFUSED:
        raise _unread(source, error) from error


def _unread(source: Path, error: OSError) -> MachineError:
    return _UnreadError(
        f"{source} cannot be read: {error.strerror}; let it be read by whoever grades, and"
        " grade again"
    )


class _Read:
    """A file that could be opened, and that its disk or its server may still not give."""

    def __init__(self, stream: Readable, source: Path) -> None:
        self._stream, self._source = stream, source

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end.  Raises MachineError."""
        try:
            return self._stream.read(size)
        except OSError as error:
            raise _unread(self._source, error) from error


def _copy(source: Path, above: Parts, tree: Tree) -> None:
    # More than can be taken, yet a folder of a million names is not read to its end.
    most = 2 * tree.bounds.files + 100
    try:
        with os.scandir(source) as listing:
            entries = list(islice(listing, most))
    except OSError as error:
        with _its_own(above, tree):
            blame(source, error)
            if not above:
                raise SubmissionError(f"The folder cannot be read: {error.strerror}.") from error
            tree.problems.add("unreadable", above, f" ({error.strerror})")
        return
    if len(entries) == most and not (above and tree.bounds.each):
        raise tree.too_many()
    for entry in sorted(entries, key=lambda entry: entry.name):
        raw = (*above, entry.name)
        if not tree.wants(raw):
            continue
        if entry.is_symlink():
            tree.problems.add("link", raw)
        elif entry.is_dir(follow_symlinks=False):
            tree.folder(raw)
            _copy(Path(entry.path), raw, tree)
        elif entry.is_file(follow_symlinks=False):
            with _its_own(raw, tree):
                copy_file(Path(entry.path), raw, tree)
        else:
            tree.problems.add("special", raw)


@contextmanager
def _its_own(raw: Parts, tree: Tree) -> Iterator[None]:
    """Of a class, what one cannot read is the trouble of the one hand-in that it belongs to."""
    try:
        yield
    except _UnreadError as error:
        if not (raw and tree.bounds.each):
            raise
        tree.refused[raw] = str(error)
