"""The plain tree that a hand-in becomes, and the bounds that it must keep.

Everything that comes in, from a folder or out of an archive, passes through :class:`Tree`, so the
rules stand in one place: only regular files and folders, only inside, only so many, so large, so
deep.  Sizes are counted on the bytes that really arrive; what an archive says of itself is used
only to skip earlier.  What tools leave behind (``.git``, ``__pycache__``, virtual environments, the
timelines of a report of ours) is left out without a word: it is not the student's work, and it can
be larger than any bound.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, Self

from harness.intake.kinds import is_named_archive
from harness.intake.names import Names, Parts
from harness.intake.problems import Problems
from harness.model.errors import MachineError, SubmissionError
from harness.model.quick import dataclass

MIB = 2**20
_CHUNK = 64 * 1024
_LONGEST = 1500  # bytes of a whole path; the system's 4,096 hold the folder above it too

_IGNORED = frozenset({
    ".git", ".svn", ".hg", ".idea", ".vscode", ".vs", ".mypy_cache", ".pytest_cache", ".ruff_cache",
    ".ipynb_checkpoints", "__pycache__", "__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini",
    "node_modules", "site-packages", ".callsheet",
})  # fmt: skip
# A virtual environment is known by its pyvenv.cfg.  Only what its maker put there is left out:
# some editors keep the student's own programs in that folder.
_ENVIRONMENT = "pyvenv.cfg"
_ENVIRONMENT_PARTS = frozenset(
    f"{_ENVIRONMENT} bin Scripts lib Lib lib64 include Include share .gitignore".split()
)
_LIBRARY = re.compile(r"(^|/)lib(64)?/python\d\.\d+/")
# What a report of ours has of a run: some of them can be larger than any bound, too.
_RECORDED = re.compile(r"(^|/)runs/[^/]+-\d+\.(jsonl|pcap)/$")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Bounds of one hand-in; sizes in bytes.

    ``size``: of all files together.  ``file``: of one file; a larger one is left out.
    ``files``: how many files (twice as many names of any kind).  ``depth``: folders within
    folders.  ``work``: bytes unpacked from an archive, those of files left out included.
    ``packed``: of the archive itself.  ``each``: of a whole class, names within one hand-in; what
    is more of it is left out: it is opened later by itself, and then is still too much.
    """

    size: int = 64 * MIB
    file: int = 16 * MIB
    files: int = 2000
    depth: int = 20
    work: int = 256 * MIB
    packed: int = 512 * MIB
    each: int = 0


class Readable(Protocol):
    """What a file's bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""


class Tree:
    """A folder being filled with what a hand-in holds, or a class.

    ``refused``: of a class, what this machine does not let us read, by name, with why.
    """

    def __init__(self, root: Path, bounds: Bounds) -> None:
        self.root, self.bounds = root, bounds
        self.problems = Problems()
        self.files: dict[Parts, Path] = {}
        self.refused: dict[Parts, str] = {}
        self._names = Names()
        self._named: set[Parts] = set()
        self._entries = self._size = self._work = 0
        self._within: Counter[Parts] = Counter()
        self.tops: set[str] = set()  # the first parts of names, as far as they are known

    def wants(self, raw: Parts) -> bool:
        """False for what is left out without a word, or is too deep.  Counts the names.

        Raises SubmissionError for one name too many.
        """
        if not self.takes(raw):
            return False
        if self.bounds.each and self._is_full(raw):
            return False
        # an archive need not name the folders that its files lie in
        above = {raw[:end] for end in range(1, min(len(raw), self.bounds.depth))} - self._named
        self._named |= {*above, raw}
        self._entries += 1 + len(above)
        if self._entries > 2 * self.bounds.files:
            raise self.too_many()
        if len(raw) > self.bounds.depth:
            self.problems.add("deep", raw, bound=str(self.bounds.depth))
            return False
        if len("/".join(raw).encode(errors="surrogatepass")) > _LONGEST:
            self.problems.add("long", raw, bound=f"{_LONGEST:,}")
            return False
        return True

    @staticmethod
    def takes(raw: Parts) -> bool:
        """False for what is left out without a word."""
        if not raw or any(part in _IGNORED or part.startswith("._") for part in raw):
            return False
        whole = "/".join((*raw, ""))
        return _LIBRARY.search(whole) is None and _RECORDED.search(whole) is None

    def _is_full(self, raw: Parts) -> bool:
        """Whether the hand-in of a class to which a name belongs has as many as are taken.

        Hand-ins may lie within one folder that holds the class; so as long as there is but one.
        """
        self.tops.add(raw[0])
        self._within.update({raw[:1], raw[:2]})
        return self._within[raw[: 1 if len(self.tops) > 1 else 2]] > self.bounds.each

    def folder(self, raw: Parts) -> None:
        """Make a folder, and those above it."""
        self._above((*raw, ""))

    def file(self, raw: Parts, source: Readable, size: int) -> None:
        """Take in one file.

        ``size`` is what is said of it, before reading.  A file over its bound is left out; a
        hand-in over its bounds raises SubmissionError.
        """
        bound = self._bound(raw)
        if size > bound:
            self.problems.add("large", raw, bound=mebibytes(bound))
            return
        if raw not in self.files and len(self.files) >= self.bounds.files:
            raise self.too_many()
        if (target := self._target(raw)) is None:
            return
        if self._copy(source, target, bound):
            self.files[raw] = target
        else:
            target.unlink()
            self.files.pop(raw, None)
            self.problems.add("large", raw, bound=mebibytes(bound))

    def worked(self, count: int) -> None:
        """Count bytes that were unpacked.  Raises SubmissionError when there are too many."""
        self._work += count
        if self._work > self.bounds.work:
            raise SubmissionError(
                f"The archive unpacks to more than {mebibytes(self.bounds.work)} and was not"
                " opened any further. Hand in your programs only."
            )

    def remove(self, raw: Parts) -> None:
        """Take a file out again."""
        self.files.pop(raw).unlink()

    def prune(self) -> None:
        """Leave out virtual environments, now that all files of the hand-in are known."""
        homes = [raw[:-1] for raw in self.files if raw[-1] == _ENVIRONMENT]
        for home in homes:
            for part in _ENVIRONMENT_PARTS:
                self._prune((*home, part))

    def too_many(self) -> SubmissionError:
        """The error for a hand-in with too many files."""
        if self.bounds.each:
            return SubmissionError(
                f"There are more than {self.bounds.files:,} files in this class. Grade it in parts."
            )
        return SubmissionError(
            f"The hand-in holds more than {self.bounds.files:,} files and was not opened."
            " Hand in your programs only, without data or libraries."
        )

    def _bound(self, raw: Parts) -> int:
        # An archive inside may be the whole hand-in; what it holds is bounded when it is opened.
        return self.bounds.size if is_named_archive(raw[-1]) else self.bounds.file

    def _above(self, raw: Parts) -> Path | None:
        """The folder that ``raw`` lies in, made if need be; None if a file is in its way."""
        folder = self.root.joinpath(*self._names.place(raw[:-1]))
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            self.problems.add("clash", raw)
            return None
        except OSError as error:
            raise MachineError(f"{folder} cannot be made: {error.strerror}") from error
        return folder

    def _target(self, raw: Parts) -> Path | None:
        if (folder := self._above(raw)) is None:
            return None
        safe = self._names.place(raw)
        target = folder / safe[-1]
        if target.is_dir():
            self.problems.add("clash", raw)
            return None
        if safe != raw:
            self.problems.add("renamed", raw, f" is now {'/'.join(safe)}")
        return target

    def _copy(self, source: Readable, target: Path, bound: int) -> bool:
        """Copy until the end; False when the file turns out to be larger than its bound."""
        count = 0
        with _Written(target) as out:
            while chunk := source.read(_CHUNK):
                count += len(chunk)
                if count > bound:
                    return False
                self._size += len(chunk)
                if self._size > self.bounds.size:
                    if self.bounds.each:
                        raise SubmissionError(
                            f"The files of this class are more than {mebibytes(self.bounds.size)}"
                            " together. Grade it in parts."
                        )
                    raise SubmissionError(
                        f"The hand-in holds more than {mebibytes(self.bounds.size)} and was not"
                        " opened. Hand in your programs only, without data or libraries."
                    )
                out.write(chunk)
        return True

    def _prune(self, raw: Parts) -> None:
        gone = [name for name in self.files if name[: len(raw)] == raw]
        for name in gone:
            del self.files[name]
        self.problems.forget(raw)
        place = self.root.joinpath(*self._names.place(raw))
        if place.is_dir():
            # Its import costs more than all else here, and few hand-ins need it.
            import shutil

            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)


class _Written:
    """A new file.  That it cannot be written is this machine's fault, never the hand-in's."""

    def __init__(self, target: Path) -> None:
        self._target = target

    def __enter__(self) -> Self:
        with self._blamed():
            # The second of two files of one name replaces the first, as unpacking tools do.
            self._target.unlink(missing_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
            self._descriptor = os.open(self._target, flags, 0o644)
        return self

    def write(self, data: bytes) -> None:
        """Write all of ``data``."""
        with self._blamed():
            while data:
                data = data[os.write(self._descriptor, data) :]

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    @contextmanager
    def _blamed(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise MachineError(f"{self._target} cannot be written: {error.strerror}") from error


def mebibytes(size: int) -> str:
    """A size for a message."""
    return f"{size // MIB} MiB" if size >= MIB else f"{size:,} bytes"
