"""Waiting for a save: the files of a folder, looked at again and again.

Looked at, and not told of by the kernel: a folder that a container, WSL or a network shares with
another system tells of nothing that is saved there.  How often that is decides no verdict.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from threading import Event

_BEAT = 0.25  # seconds from look to look
_MOST = 4000  # files; a hand-in may have 2,000
_SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages", "__MACOSX"})
_DRAFTS = ("~", ".swp", ".swx", ".tmp", ".part")  # what editors write beside a file for a moment

_Look = dict[str, tuple[int, int, int]]


class Watch:
    """What lies in ``place`` (a folder or a file), as it was when last ``noted``."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._noted: _Look = {}
        self._pause = Event()  # never set: a wait that Ctrl-C ends at once
        self.note()

    def note(self) -> None:
        """What is there from now on is known: call it before the files are read, not after."""
        self._noted = self._look()

    def saved(self) -> tuple[str, ...]:
        """The names of the files that have changed, come or gone since then."""
        return _changed(self._noted, self._look())

    def wait(self) -> tuple[str, ...]:
        """Wait until something is saved, and nothing has been since the look before."""
        before = self._look()
        while True:
            if before != self._noted:
                self._pause.wait(_BEAT)
                now = self._look()
                if now == before:
                    return _changed(self._noted, now)
                before = now
            else:
                self._pause.wait(_BEAT)
                before = self._look()

    def _look(self) -> _Look:
        found: _Look = {}
        for path in self._files():
            try:
                status = path.stat()
            except OSError:
                continue  # it is being replaced
            name = path.name if path == self._place else path.relative_to(self._place).as_posix()
            found[name] = (status.st_mtime_ns, status.st_size, status.st_ino)
            if len(found) >= _MOST:
                break
        return found

    def _files(self) -> Iterator[Path]:
        if self._place.is_file():
            yield self._place
            return
        for top, folders, names in os.walk(self._place):
            folders[:] = sorted(each for each in folders if not _is_skipped(top, each))
            for name in sorted(names):
                if not name.startswith(".") and not name.endswith(_DRAFTS):
                    yield Path(top, name)


def _is_skipped(top: str, name: str) -> bool:
    hidden = name.startswith(".") or name in _SKIPPED
    return hidden or Path(top, name, "pyvenv.cfg").exists()


def _changed(before: _Look, now: _Look) -> tuple[str, ...]:
    return tuple(sorted(name for name in before | now if before.get(name) != now.get(name)))
