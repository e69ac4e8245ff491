"""Unpacking a hand-in that is an archive: zip, or tar (plain, gzip, bzip2, xz).

An archive is an attacker's text: names that
lead out are left out, links are never made, and what it says of sizes is believed only where that
means reading less.  Every byte that a decompressor yields is counted, so a bomb is stopped after
some mebibytes, whatever its shape.  A hard link in a tar, which writes a file so that it has met
before, is another copy of what came under that name, and counts as one.
"""

import bz2
import gzip
import io
import lzma
import re
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.intake.folder import blame
from harness.intake.kinds import kind_of
from harness.intake.names import Parts, show
from harness.intake.tree import MIB, Readable, Tree, mebibytes
from harness.model.errors import SubmissionError

# of a zip's list of names, and of a tar's header, which are read into memory as a whole
_DIRECTORY = 4 * MIB
_XZ_MEMORY = 128 * MIB  # the highest usual setting (-9) needs 65 MiB
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2})
_ENCRYPTED = 0x1
_UTF8 = 0x800
_BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, EOFError, struct.error,
    ValueError, IndexError, OverflowError, RecursionError, MemoryError, OSError, RuntimeError,
)  # fmt: skip


def unpack(path: Path, tree: Tree, below: Parts = ()) -> None:
    """Unpack the archive at ``path`` into the tree, in its folder ``below``.

    Raises SubmissionError, with a sentence for a person, for what cannot be opened: broken,
    locked with a password, of a kind that is not known, or over the bounds.
    """
    kind = kind_of(path)
    if kind in ("RAR", "7-Zip"):
        raise SubmissionError(
            f"{show((path.name,))} is a {kind} archive, which cannot be opened here."
            " Hand in a folder, a zip or a tar."
        )
    if kind is None:
        raise SubmissionError(
            f"{show((path.name,))} is named like an archive, but is none, or is broken."
        )
    if path.stat().st_size > tree.bounds.packed:
        largest = mebibytes(tree.bounds.packed)
        raise SubmissionError(f"{show((path.name,))} is larger than {largest}.")
    with _readable(path):
        if kind == "zip":
            _unzip(path, tree, below)
        else:
            _untar(path, kind, tree, below)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turns the many ways in which an archive can be broken into one sentence."""
    try:
        yield
    except _BROKEN as error:
        if isinstance(error, OSError):
            blame(path, error)  # it may be whole, and its disk is not
        reason = str(error).rstrip(".") or type(error).__name__
        raise SubmissionError(
            f"{show((path.name,))} cannot be unpacked; it seems to be broken ({show((reason,))})."
        ) from error


def _unzip(path: Path, tree: Tree, below: Parts) -> None:
    with _Guarded(path, "rb") as file, zipfile.ZipFile(file) as archive:
        entries = [(entry, _zip_name(entry)) for entry in archive.infolist()]
        # Some tools write every name so, and mean the archive's own top: nobody else is led out.
        rooted = all(name.startswith("/") for _, name in entries)
        tree.tops |= {parts[0] for _, name in entries if tree.takes(parts := _parts(name, ()))}
        for entry, name in entries:
            raw = _inside(name.lstrip("/") if rooted else name, below, tree)
            if raw is None or not tree.wants(raw):
                continue
            mode = entry.external_attr >> 16
            if stat.S_ISLNK(mode):
                tree.problems.add("link", raw)
            elif entry.is_dir() or entry.filename.endswith("\\"):
                tree.folder(raw)
            elif stat.S_IFMT(mode) in (0, stat.S_IFREG):
                _check_openable(entry, path.name)
                with archive.open(entry) as source:
                    tree.file(raw, _Counted(source, tree), entry.file_size)
            else:
                tree.problems.add("special", raw)


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry.  Many tools write UTF-8 without saying so; some, backslashes."""
    name = entry.filename
    if not entry.flag_bits & _UTF8:
        data = name.encode("cp437", errors="surrogateescape")
        name = data.decode("utf-8", errors="surrogateescape")
    return name.replace("\\", "/")


def _check_openable(entry: zipfile.ZipInfo, archive: str) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise SubmissionError(
            f"{show((archive,))} is locked with a password. Hand it in without one."
        )
    if entry.compress_type not in _METHODS:
        raise SubmissionError(
            f"{show((archive,))} is packed by a method that cannot be opened here."
            " Hand in an ordinary zip."
        )


def _untar(path: Path, kind: str, tree: Tree, below: Parts) -> None:
    # Read as a stream: nothing in it can make the reader go back, and so go on for ever.
    with _decompressed(path, kind) as file:
        stream = _Counted(file, tree)
        stream.room = _DIRECTORY
        with tarfile.open(fileobj=stream, mode="r|", errorlevel=0) as archive:
            for entry in archive:
                stream.room = None
                _take(archive, entry, tree, below)
                _pass_over(archive, tree)
                stream.room = _DIRECTORY


def _take(archive: tarfile.TarFile, entry: tarfile.TarInfo, tree: Tree, below: Parts) -> None:
    raw = _inside(entry.name, below, tree)
    if raw is None or not tree.wants(raw):
        return
    if entry.islnk() and (again := tree.files.get(_parts(entry.linkname, below))) is not None:
        with again.open("rb") as copied:
            tree.file(raw, copied, again.stat().st_size)
    elif entry.issym() or entry.islnk():
        tree.problems.add("link", raw)
    elif entry.isdir():
        tree.folder(raw)
    elif entry.isfile() and (source := archive.extractfile(entry)) is not None:
        tree.file(raw, source, entry.size)
    else:
        tree.problems.add("special", raw)


def _pass_over(archive: tarfile.TarFile, tree: Tree) -> None:
    """Go to the next header.  Where that would lie too far off, tarfile would look for ages."""
    if archive.offset > tree.bounds.work:
        tree.worked(archive.offset)
    assert archive.fileobj is not None
    archive.fileobj.seek(archive.offset)


def _decompressed(path: Path, kind: str) -> io.BufferedIOBase:
    if kind == "gzip":
        return gzip.open(path, "rb")
    if kind == "bzip2":
        return bz2.open(path, "rb")
    if kind == "xz":
        return io.BufferedReader(_Xz(path))
    return path.open("rb")


def _inside(name: str, below: Parts, tree: Tree) -> Parts | None:
    """The components of a name in an archive; None (and reported) if it leads out of it."""
    parts = _parts(name, ())
    if name.startswith("/") or ".." in parts or (parts and re.match(r"[A-Za-z]:$", parts[0])):
        tree.problems.add("outside", (*below, name))
        return None
    return (*below, *parts) if parts else None


def _parts(name: str, below: Parts) -> Parts:
    return (*below, *(part for part in name.split("/") if part not in ("", ".")))


class _Counted(io.RawIOBase):
    """A stream whose bytes are counted as they are unpacked.

    ``room``: how many more may come at once: a header is read into memory as a whole.
    """

    def __init__(self, source: Readable, tree: Tree) -> None:
        self._source, self._tree = source, tree
        self.room: int | None = None

    def read(self, size: int = -1, /) -> bytes:
        """As of the stream itself."""
        data = self._source.read(size)
        self._tree.worked(len(data))
        if self.room is not None:
            self.room -= len(data)
            if self.room < 0:
                raise SubmissionError("A header of the archive is too long to be a hand-in's.")
        return data


class _Guarded(io.FileIO):
    """A zip file that refuses to be read in one piece: its list of names could fill the memory."""

    def read(self, size: int | None = -1, /) -> bytes:
        """As of every file, but never more than a list of names may be."""
        wanted = _DIRECTORY + 1 if size is None or size < 0 else size
        try:
            data = super().read(min(wanted, _DIRECTORY + 1))
        except OSError as error:  # zipfile would say that it is no zip
            blame(Path(str(self.name)), error)
            raise
        if len(data) > _DIRECTORY:
            raise SubmissionError("The archive's list of names is too long to be a hand-in's.")
        return data


class _Xz(io.RawIOBase):
    """Unpacks xz within a bound on memory, which the standard library's file object has not."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self._state = self._fresh()

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: "bytearray | memoryview", /) -> int:  # type: ignore[override]  # any buffer
        """Unpack into ``buffer``; 0 at the end."""
        room = len(buffer)
        while True:
            if self._state.eof:
                # Several streams in a row, with padding between them, are one file.
                rest = self._state.unused_data.lstrip(b"\0") or self._file.read(8192)
                if not rest.strip(b"\0"):
                    return 0
                self._state = self._fresh()
                data = self._state.decompress(rest, room)
            else:
                more = self._file.read(8192) if self._state.needs_input else b""
                if self._state.needs_input and not more:
                    raise EOFError("it ends too early")
                data = self._state.decompress(more, room)
            if data:
                buffer[: len(data)] = data
                return len(data)

    def close(self) -> None:
        """Close the file too."""
        self._file.close()
        super().close()

    @staticmethod
    def _fresh() -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
