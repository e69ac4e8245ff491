"""No archive whatever makes the intake do anything but unpack it within bounds or refuse it."""

import io
import os
import tarfile
import warnings
import zipfile
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.intake import Bounds, open_submission
from harness.model.errors import SubmissionError

ALWAYS = settings(max_examples=120, deadline=None)
BOUNDS = Bounds(size=64 * 1024, files=20, work=512 * 1024)

PARTS = st.sampled_from(
    ["..", ".", "", "a", "b.py", "~", "/", "C:", "a\\b", "é", "con", " ", "-", "\x7f", "x" * 300]
)
NAMES = st.lists(PARTS, min_size=1, max_size=5).map("/".join).filter(bool)
NAMED = st.one_of(NAMES, st.text(min_size=1, max_size=12).filter(lambda name: "\0" not in name))
CONTENTS = st.one_of(st.binary(max_size=40), st.just(b"0" * 100_000))
LINKS = (tarfile.SYMTYPE, tarfile.LNKTYPE)
DEVICES = (tarfile.FIFOTYPE, tarfile.CHRTYPE)
KINDS = st.sampled_from(
    [tarfile.REGTYPE, tarfile.DIRTYPE, *LINKS, *DEVICES, tarfile.GNUTYPE_SPARSE]
)
DAMAGE = st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=4)


def _zip(entries: list[tuple[str, bytes]], method: int) -> bytes:
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w") as archive:
        warnings.simplefilter("ignore")  # two entries of one name are meant
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(_sayable(name)), data, method)
    return made.getvalue()


def _tar(entries: list[tuple[str, bytes]], kinds: list[bytes], link: str, mode: str) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode) as archive:  # type: ignore[call-overload]
        for n, (name, data) in enumerate(entries):
            entry = tarfile.TarInfo(_sayable(name))
            entry.type = kinds[n % len(kinds)]
            entry.linkname = _sayable(link)
            entry.size = len(data) if entry.isreg() else 0
            archive.addfile(entry, io.BytesIO(data) if entry.isreg() else None)
    return made.getvalue()


def _sayable(name: str) -> str:
    return name.encode("utf-8", "replace").decode()


def _damaged(data: bytes, damage: list[tuple[int, int]]) -> bytes:
    changed = bytearray(data)
    for place, value in damage:
        changed[place % len(changed)] = value
    return bytes(changed)


def _open(data: bytes, name: str) -> None:
    """Open it beside a file that must stay as it was; all that is made stays within its place."""
    with TemporaryDirectory(prefix="callsheet-") as room:
        top = Path(room)
        (top / "beside").write_bytes(b"untouched")
        (top / name).write_bytes(data)
        before = {"beside", name, "in"}
        with suppress(SubmissionError):
            folder = Path(open_submission(top / name, top / "in", BOUNDS).folder)
            kept = [path for path in folder.rglob("*") if not path.is_dir()]
            assert len(kept) <= BOUNDS.files
            assert sum(path.lstat().st_size for path in kept) <= BOUNDS.size
            assert all(path.is_file() and not path.is_symlink() for path in kept)
            assert folder.resolve().is_relative_to(top.resolve())
        assert {entry.name for entry in os.scandir(top)} <= before
        assert (top / "beside").read_bytes() == b"untouched"


@ALWAYS
@given(
    entries=st.lists(st.tuples(NAMED, CONTENTS), max_size=6),
    method=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2]),
    damage=DAMAGE,
)
def test_any_zip(
    entries: list[tuple[str, bytes]], method: int, damage: list[tuple[int, int]]
) -> None:
    """A zip of any names and contents, whole or with bytes changed."""
    _open(_damaged(_zip(entries, method), damage), "ann.zip")


@ALWAYS
@given(
    entries=st.lists(st.tuples(NAMED, CONTENTS), max_size=6),
    kinds=st.lists(KINDS, min_size=1, max_size=3),
    link=NAMED,
    mode=st.sampled_from(["w", "w:gz", "w:bz2"]),
    damage=DAMAGE,
)
def test_any_tar(
    entries: list[tuple[str, bytes]],
    kinds: list[bytes],
    link: str,
    mode: str,
    damage: list[tuple[int, int]],
) -> None:
    """A tar of any names, kinds of entry and contents, whole or with bytes changed."""
    _open(_damaged(_tar(entries, kinds, link, mode), damage), "ann.tar")


@ALWAYS
@given(
    magic=st.sampled_from([b"", b"PK\3\4", b"PK\5\6", b"\x1f\x8b", b"BZh9", b"\xfd7zXZ\0"]),
    rest=st.binary(max_size=200),
)
def test_any_bytes(magic: bytes, rest: bytes) -> None:
    """A file of any bytes that says it is an archive, by its name or its first bytes."""
    _open(magic + rest, "ann.zip")
