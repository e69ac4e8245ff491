"""Archives are opened safely, hostile ones too."""

import bz2
import errno
import gzip
import io
import lzma
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from harness.intake import archive, open_submission
from harness.model.errors import MachineError, SubmissionError
from tests.intake.archives import PROGRAM, make_tar, make_zip


@pytest.mark.parametrize(
    ("name", "mode"),
    [("ann.tar", "w"), ("ann.tar.gz", "w:gz"), ("ann.tgz", "w:gz"), ("ann.tar.bz2", "w:bz2"),
     ("ann.tar.xz", "w:xz"), ("ann", "w:gz")],
)  # fmt: skip
def test_opens_every_kind_of_tar(tmp_path: Path, name: str, mode: str) -> None:
    """A tar is opened by what it is, packed or not, whatever its name."""
    path = make_tar(tmp_path / name, ("PA2/server.py", PROGRAM), ("./client.py", b""), mode=mode)
    intake = open_submission(path, tmp_path / "in")
    assert intake.name == "ann"
    assert intake.files == ("PA2/server.py", "client.py")
    assert Path(intake.folder, "PA2/server.py").read_bytes() == PROGRAM


def test_what_its_disk_does_not_give_is_not_broken() -> None:
    """Nobody loses a point by the disk that a hand-in lies on, whatever kind of archive it is."""
    lost = Path("/proc/self/mem")
    with (
        pytest.raises(MachineError, match=r"mem cannot be read: Input/output error"),
        archive._Guarded(lost, "rb") as file,
    ):
        file.read(10)
    with pytest.raises(MachineError, match="cannot be read"), archive._readable(lost):
        raise OSError(errno.EIO, "Input/output error")


def test_opens_a_zip(tmp_path: Path) -> None:
    """Files, folders and what tools leave behind: only the student's remain."""
    path = make_zip(
        tmp_path / "ann.zip",
        ("s/", b""),
        ("s/server.py", PROGRAM),
        ("__MACOSX/s/._server.py", b"x"),
        ("s/.git/HEAD", b"x"),
        ("s/env/pyvenv.cfg", b"x"),
        ("s/env/bin/tool.py", b"x"),
    )
    intake = open_submission(path, tmp_path / "in")
    assert (intake.name, intake.files, intake.problems) == ("ann", ("s/server.py",), ())


def test_a_zip_of_another_system_is_read_as_meant(tmp_path: Path) -> None:
    """Backslashes are folders, and UTF-8 that is not declared is still UTF-8."""
    path = make_zip(tmp_path / "ann.zip", ("s\\server.py", PROGRAM), ("naXXve.py", PROGRAM))
    path.write_bytes(path.read_bytes().replace(b"naXXve", "naïve".encode()))
    assert open_submission(path, tmp_path / "in").files == ("naïve.py", "s/server.py")


def test_names_that_are_no_utf8_are_changed_and_told(tmp_path: Path) -> None:
    """Odd bytes in a zip's or a tar's names become safe names of their own."""
    path = make_zip(tmp_path / "a.zip", ("caXX.py", b"1"), ("new\nline.py", b"2"))
    path.write_bytes(path.read_bytes().replace(b"caXX", b"ca\xe9\xe9"))
    intake = open_submission(path, tmp_path / "in1")
    assert intake.files == ("ca__.py", "new_line.py")
    assert "ca\\xe9\\xe9.py is now ca__.py" in intake.problems[0]
    path = make_tar(tmp_path / "a.tar.gz", (os.fsdecode(b"ca\xe9.py"), b"1"), ("ca\x07.py", b"2"))
    assert open_submission(path, tmp_path / "in2").files == ("ca_.py", "ca_~2.py")


@pytest.mark.parametrize("make", [make_zip, make_tar], ids=["zip", "tar"])
def test_nothing_is_written_outside(tmp_path: Path, make: Callable[..., Path]) -> None:
    """``..``, absolute paths and drive letters are skipped and told."""
    path = make(
        tmp_path / "evil",
        ("server.py", PROGRAM),
        ("../up.py", b"x"),
        ("a/../../up.py", b"x"),
        (str(tmp_path / "absolute.py"), b"x"),
        ("C:/windows.py", b"x"),
    )
    intake = open_submission(path, tmp_path / "deep/in")
    assert intake.files == ("server.py",)
    assert intake.problems[0].startswith("4 names skipped that would lead out of the hand-in: ")
    assert sorted(p.name for p in tmp_path.rglob("*.py")) == ["server.py"]


@pytest.mark.parametrize("root", ["/", "\\", "//"])
def test_a_zip_whose_every_name_begins_at_the_root(tmp_path: Path, root: str) -> None:
    """Some tools write names so: they begin at the archive's top, as unpacking tools take them."""
    names = ("server.py", "a/client.py", "../escaped.py")
    path = make_zip(tmp_path / "in.zip", *((root + name, b"x") for name in names))
    intake = open_submission(path, tmp_path / "in")
    assert intake.files == ("a/client.py", "server.py")
    assert "lead out of the hand-in: ../escaped.py" in intake.problems[0]


def test_a_tar_cannot_write_through_its_own_link(tmp_path: Path) -> None:
    """A link to a folder outside, then a file 'in' it: the file stays inside."""
    path = make_tar(
        tmp_path / "evil.tar.gz",
        ("out", str(tmp_path)),
        ("out/planted.py", b"x"),
        ("hosts", "/etc/hosts"),
    )
    intake = open_submission(path, tmp_path / "in")
    assert intake.files == ("out/planted.py",)
    assert not (tmp_path / "planted.py").exists()
    assert "2 links skipped" in intake.problems[0]


def test_links_and_devices_in_archives_are_skipped(tmp_path: Path) -> None:
    """Symbolic links in a zip, hard links, devices and pipes in a tar are never made."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link.py")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("server.py", PROGRAM)
    intake = open_submission(path, tmp_path / "in1")
    assert intake.files == ("server.py",)
    assert "1 link skipped" in intake.problems[0]

    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as tar:
        for name, kind in (
            ("hard", tarfile.LNKTYPE),
            ("pipe", tarfile.FIFOTYPE),
            ("zero", tarfile.CHRTYPE),
        ):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            tar.addfile(entry)
        tar.addfile(tarfile.TarInfo("server.py"))
    intake = open_submission(path, tmp_path / "in2")
    assert intake.files == ("server.py",)
    assert [sentence[:16] for sentence in intake.problems] == [
        "1 link skipped, ",
        "2 special files ",
    ]


def test_a_hard_link_in_a_tar_is_another_copy(tmp_path: Path) -> None:
    """What tar met twice is a file under both names; a link to what is not there is none."""
    path = tmp_path / "a.tar"
    with tarfile.open(path, "w") as tar:
        for name, leads in (
            ("PA2/before.py", "PA2/server.py"),
            ("./PA2/server.py", ""),
            ("PA2/client.py", "./PA2/server.py"),
            ("PA2/server.py", "PA2/server.py"),
            ("PA2/out.py", "../PA2/server.py"),
        ):
            entry = tarfile.TarInfo(name)
            if leads:
                entry.type, entry.linkname = tarfile.LNKTYPE, leads
            else:
                entry.size = len(PROGRAM)
            tar.addfile(entry, io.BytesIO(PROGRAM))
    intake = open_submission(path, tmp_path / "in")
    assert intake.files == ("PA2/client.py", "PA2/server.py")
    assert {Path(intake.folder, name).read_bytes() for name in intake.files} == {PROGRAM}
    assert "2 links skipped" in intake.problems[0]


def test_a_locked_zip_ends_in_a_sentence(tmp_path: Path) -> None:
    """A password that we do not have is the student's to take away."""
    path = make_zip(tmp_path / "locked.zip", ("server.py", PROGRAM))
    data = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    path.write_bytes(data)
    with pytest.raises(SubmissionError, match=r"locked\.zip is locked with a password"):
        open_submission(path, tmp_path / "in")


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.zip", b"", "named like an archive"),
        ("a.zip", b"not a zip at all", "named like an archive"),
        ("a.zip", b"PK\x03\x04" + bytes(100), "seems to be broken"),
        ("a.tar.gz", b"\x1f\x8b" + bytes(100), "seems to be broken"),
        ("a.tar.gz", gzip.compress(b"no tar in here", mtime=0), "seems to be broken"),
        ("a.tar.bz2", bz2.compress(bytes(100_000))[:-20], "seems to be broken"),
        ("a.tar.xz", lzma.compress(b"x" * 100_000)[:-20], "seems to be broken"),
        ("a.rar", b"Rar!\x1a\x07\x00", "RAR archive, which cannot be opened"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "7-Zip archive, which cannot be opened"),
    ],
)
def test_what_cannot_be_opened_says_so(
    tmp_path: Path, name: str, data: bytes, sentence: str
) -> None:
    """Broken and foreign archives end in a sentence that names the file."""
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SubmissionError, match=sentence) as caught:
        open_submission(tmp_path / name, tmp_path / "in")
    assert name in str(caught.value)


@pytest.mark.parametrize("make", [make_zip, make_tar], ids=["zip", "tar"])
def test_an_archive_cut_anywhere_is_a_sentence_or_a_tree(
    tmp_path: Path, make: Callable[..., Path]
) -> None:
    """However much of an upload is missing, nothing but SubmissionError comes out."""
    whole = make(tmp_path / "whole", ("server.py", PROGRAM * 50), ("b.py", b"x")).read_bytes()
    for cut in range(1, len(whole)):
        path = tmp_path / "cut.zip"
        path.write_bytes(whole[:cut])
        try:
            open_submission(path, tmp_path / f"in{cut}")
        except SubmissionError as error:
            assert "cut.zip" in str(error) or "no files" in str(error)  # noqa: PT017


@pytest.mark.parametrize("make", [make_zip, make_tar], ids=["zip", "tar"])
def test_an_archive_with_any_byte_wrong_is_a_sentence_or_a_tree(
    tmp_path: Path, make: Callable[..., Path]
) -> None:
    """Whatever byte of an upload is damaged, nothing but SubmissionError comes out."""
    whole = make(tmp_path / "whole", ("server.py", PROGRAM), ("d/b.py", b"x")).read_bytes()
    for place in range(len(whole)):
        path = tmp_path / "bad.zip"
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            open_submission(path, tmp_path / f"in{place}")
        except SubmissionError as error:
            assert str(error).isprintable()  # noqa: PT017


def test_an_archive_inside_is_opened(tmp_path: Path) -> None:
    """A folder, or an archive, that holds only an archive: the programs are found in it."""
    inner = make_zip(tmp_path / "hw2.zip", ("server.py", PROGRAM)).read_bytes()
    outer = make_zip(tmp_path / "ann.zip", ("PA2/hw2.zip", inner), ("PA2/report.pdf", b"x"))
    intake = open_submission(outer, tmp_path / "in")
    assert intake.files == ("PA2/hw2/server.py", "PA2/report.pdf")
    assert intake.problems == ("1 archive inside opened: PA2/hw2.zip.",)


def test_an_archive_beside_programs_is_left_alone(tmp_path: Path) -> None:
    """Beside programs an archive is an older copy, or data; it is not mixed with them."""
    (tmp_path / "s").mkdir()
    (tmp_path / "s/server.py").write_bytes(PROGRAM)
    make_zip(tmp_path / "s/old.zip", ("server.py", b"old"))
    assert open_submission(tmp_path / "s", tmp_path / "in").files == ("old.zip", "server.py")


@pytest.mark.parametrize(
    ("levels", "found"),
    [
        (2, "1/0/server.py"),
        (3, "2/1/0/server.py"),
        (4, "3/2/1/0.zip"),
    ],
)
def test_three_levels_inside_are_opened(tmp_path: Path, levels: int, found: str) -> None:
    """A kit's zip may be packed by its student and by a platform; a bomb of zips stays packed."""
    data = make_zip(tmp_path / "0.zip", ("server.py", PROGRAM)).read_bytes()
    for level in range(1, levels + 1):
        data = make_zip(tmp_path / f"{level}.zip", (f"{level - 1}.zip", data)).read_bytes()
    assert open_submission(tmp_path / f"{levels}.zip", tmp_path / "in").files == (found,)


def test_an_archive_in_an_archive_beside_programs_is_left_alone(tmp_path: Path) -> None:
    """As soon as programs are there, no more is opened: what is packed beside them is older."""
    old = make_zip(tmp_path / "old.zip", ("server.py", b"old")).read_bytes()
    inner = make_zip(tmp_path / "hw.zip", ("server.py", PROGRAM), ("old.zip", old)).read_bytes()
    outer = make_zip(tmp_path / "ann.zip", ("hw.zip", inner))
    assert open_submission(outer, tmp_path / "in").files == ("hw/old.zip", "hw/server.py")


def test_a_broken_archive_inside_ends_in_a_sentence(tmp_path: Path) -> None:
    """What holds the programs cannot be opened: nobody guesses what they were."""
    (tmp_path / "s").mkdir()
    (tmp_path / "s/hw2.zip").write_bytes(b"PK\x03\x04" + bytes(30))
    with pytest.raises(SubmissionError, match=r"hw2\.zip cannot be unpacked"):
        open_submission(tmp_path / "s", tmp_path / "in")


def test_one_name_twice(tmp_path: Path) -> None:
    """Of two entries of one name the later counts; a file and a folder of one name are told."""
    path = make_tar(
        tmp_path / "a.tar.gz", ("a.py", b"1"), ("a.py", b"22"), ("a.py/b.py", b"3"), ("c.py", b"4")
    )
    intake = open_submission(path, tmp_path / "in")
    assert intake.files == ("a.py", "c.py")
    assert Path(intake.folder, "a.py").read_bytes() == b"22"
    assert intake.problems == (
        "1 name skipped that would be a file and a folder at once: a.py/b.py.",
    )
