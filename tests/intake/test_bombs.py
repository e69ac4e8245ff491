"""Archives that would fill a disk, a memory or a day are stopped at a bound, with a sentence."""

import io
import struct
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.intake import Bounds, open_submission
from harness.model.errors import SubmissionError
from tests.intake.archives import PROGRAM, make_tar, make_zip


def test_hard_links_count_as_the_copies_that_they_are(tmp_path: Path) -> None:
    """A small tar of many links to one file is over the bounds as many files would be."""
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as tar:
        entry = tarfile.TarInfo("big.py")
        entry.size = 1000
        tar.addfile(entry, io.BytesIO(bytes(1000)))
        for number in range(20):
            link = tarfile.TarInfo(f"{number}.py")
            link.type, link.linkname = tarfile.LNKTYPE, "big.py"
            tar.addfile(link)
    for bounds in (Bounds(size=5000), Bounds(files=10)):
        with pytest.raises(SubmissionError, match="holds more than"):
            open_submission(path, tmp_path / f"in{bounds.files}", bounds)


def test_a_bomb_that_lies_about_its_size_is_stopped(tmp_path: Path) -> None:
    """The bytes that arrive are counted: a zip entry that says '10 bytes' is cut at its bound."""
    path = make_zip(tmp_path / "bomb.zip", ("zeros.txt", bytes(40 * 2**20)), ("a.py", PROGRAM))
    real = struct.pack("<L", 40 * 2**20)
    assert path.read_bytes().count(real) >= 1
    intake = open_submission(path, tmp_path / "in1")
    assert intake.files == ("a.py",)
    assert intake.problems == ("1 file skipped, larger than 16 MiB: zeros.txt.",)
    path.write_bytes(path.read_bytes().replace(real, struct.pack("<L", 10)))
    with pytest.raises(SubmissionError, match="broken"):
        open_submission(path, tmp_path / "in2")
    assert not list((tmp_path / "in2").iterdir()) or _size(tmp_path / "in2") < 100


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("make", [make_zip, make_tar], ids=["zip", "tar"])
def test_many_middling_files_are_stopped(tmp_path: Path, make: Callable[..., Path]) -> None:
    """Files that are each allowed but too much together end in a sentence."""
    path = make(tmp_path / "bomb", *((f"{n}.txt", bytes(2**20)) for n in range(5)))
    with pytest.raises(SubmissionError, match="holds more than 3 MiB"):
        open_submission(path, tmp_path / "in", Bounds(size=3 * 2**20))
    assert _size(tmp_path / "in") <= 3 * 2**20


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz"])
def test_a_tar_bomb_is_stopped_while_it_unpacks(tmp_path: Path, kind: str) -> None:
    """Even a file that is skipped must be unpacked to pass it: that is bounded too."""
    path = make_tar(tmp_path / f"b.tar.{kind}", ("zeros", bytes(30 * 2**20)), mode=f"w:{kind}")
    assert path.stat().st_size < 100_000
    with pytest.raises(SubmissionError, match="unpacks to more than 20 MiB"):
        open_submission(path, tmp_path / "in", Bounds(work=20 * 2**20))


def _tar(path: Path, size: int, **pax: str) -> Path:
    """A tar of one file, whose header says that it has ``size`` bytes, and ``pax`` of it."""
    entry = tarfile.TarInfo("server.py")
    entry.size, entry.pax_headers = size, pax
    path.write_bytes(entry.tobuf(tarfile.PAX_FORMAT) + bytes(1024))
    return path


@pytest.mark.timeout(60)
def test_a_tar_whose_next_header_is_nowhere_is_not_looked_through(tmp_path: Path) -> None:
    """Where a file is said to have exabytes its end is not looked for."""
    path = _tar(tmp_path / "a.tar", 10**19)
    with pytest.raises(SubmissionError, match="unpacks to more than"):
        open_submission(path, tmp_path / "out")


def test_a_header_without_end_is_not_read(tmp_path: Path) -> None:
    """A map of a sparse file may stand in its content, and is read into memory as a whole."""
    sparse = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0"}
    path = _tar(tmp_path / "a.tar", 10 * 2**20, **sparse)
    head = path.read_bytes()[:-1024]
    path.write_bytes(head + f"{2**30}\n".encode() + b"0\n" * (5 * 2**20))
    with pytest.raises(SubmissionError, match="header"):
        open_submission(path, tmp_path / "out")


@pytest.mark.parametrize("make", [make_zip, make_tar], ids=["zip", "tar"])
def test_folders_that_are_only_named_in_paths_count(
    tmp_path: Path, make: Callable[..., Path]
) -> None:
    """An archive of some hundred files does not become thousands of folders."""
    path = make(tmp_path / "a", *((f"{n}/" + "d/" * 15 + "x.py", b"") for n in range(400)))
    with pytest.raises(SubmissionError, match="more than 2,000 files"):
        open_submission(path, tmp_path / "out")


@pytest.mark.parametrize("make", [make_zip, make_tar], ids=["zip", "tar"])
def test_ten_thousand_names_end_in_a_sentence(tmp_path: Path, make: Callable[..., Path]) -> None:
    """An archive of very many tiny files is no hand-in."""
    path = make(tmp_path / "many", *((f"{n}.txt", b"") for n in range(10_000)))
    with pytest.raises(SubmissionError, match="more than 2,000 files"):
        open_submission(path, tmp_path / "in")


def test_a_zip_with_an_endless_list_of_names_is_not_read(tmp_path: Path) -> None:
    """The list of names is read in one piece, so its size is bounded before."""
    path = make_zip(tmp_path / "long.zip", *((f"{n:060}/" * 4, b"") for n in range(16_000)))
    assert path.stat().st_size < 16 * 2**20
    with pytest.raises(SubmissionError, match="list of names is too long"):
        open_submission(path, tmp_path / "in")
