"""What attacking archives and folders are made of."""

import gzip
import io
import os
import py_compile
import stat
import struct
import sys
import tarfile
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.hostile.attack import GOOD

Make = Callable[[Path], object]
MIB = 2**20


def folder(path: Path, files: dict[str, str | bytes]) -> Path:
    """A folder with these files."""
    for name, content in files.items():
        place = path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def folder_of_links(path: Path) -> None:
    """A good server, and links to what is not the student's."""
    folder(path, {"server.py": GOOD})
    house = path.parent.parent
    for name, target in {
        "client.py": house / "echo" / "reference" / "client.py",
        "spec.yaml": house / "echo" / "spec.yaml",
        "others": house / "class" / "a-good-one",
    }.items():
        (path / name).symlink_to(target)


def hidden_code(path: Path) -> None:
    """A good server whose helper has compiled code that its source does not say."""
    folder(path, {"server.py": "import helper\n" + GOOD, "helper.py": "# nothing\n"})
    other = folder(path / "__pycache__", {"other.py": "print('LOOT: hidden code has run')\n"})
    py_compile.compile(
        str(other / "other.py"),
        str(other / f"helper.{sys.implementation.cache_tag}.pyc"),
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )


def special_files(path: Path) -> None:
    """A good server, a pipe that nobody writes to, a socket and files with set-user-id."""
    folder(path, {"server.py": GOOD, "id": "#!/bin/sh\nid\n"})
    os.mkfifo(path / "client.py")
    (path / "id").chmod(0o6755)


def zipped(
    *entries: tuple[str, str | bytes], link: str = "", method: int = zipfile.ZIP_DEFLATED
) -> Make:
    """A zip of these; ``link``: and one that leads there."""

    def make(path: Path) -> None:
        with zipfile.ZipFile(path, "w", method) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of two entries with one name
            for name, content in entries:
                archive.writestr(name, content)
            if link:
                entry = zipfile.ZipInfo("linked.py")
                entry.external_attr = (stat.S_IFLNK | 0o777) << 16
                archive.writestr(entry, link)

    return make


def zip_bomb(path: Path) -> None:
    """A zip of some kilobytes that unpacks to a gigabyte."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("server.py", GOOD)
        for number in range(70):
            archive.writestr(f"{number}.txt", bytes(15 * MIB))


def zip_that_lies(path: Path) -> None:
    """A zip whose entry says that it is small."""
    zipped(("server.py", GOOD), ("big.txt", bytes(40 * MIB)))(path)
    data = path.read_bytes()
    size = struct.pack("<I", 40 * MIB)
    path.write_bytes(data.replace(size, struct.pack("<I", 10)))


def zip_of_one_block(path: Path) -> None:
    """A zip whose thousand entries are one and the same block of data."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("0.txt", bytes(10 * MIB))
    data = inner.getvalue()
    start = data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[start:end]
    listing = b"".join(entry.replace(b"0.txt", f"{n:05d}".encode()) for n in range(1000))
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 1000, 1000, len(listing), start, 0)
    path.write_bytes(data[:start] + listing + tail)


def zip_in_zip(path: Path) -> None:
    """A zip in a zip in a zip, and so on."""
    data = GOOD.encode()
    name = "server.py"
    for depth in range(30):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr(name, data)
        data, name = buffer.getvalue(), f"inner{depth}.zip"
    path.write_bytes(data)


def gzip_bomb(path: Path) -> None:
    """A tar.gz whose single file would be two gigabytes."""
    with gzip.open(path, "wb", compresslevel=9) as out:
        entry = tarfile.TarInfo("big.txt")
        entry.size = 2 * 2**30
        out.write(entry.tobuf())
        for _ in range(300):
            out.write(bytes(MIB))


def tar_of(path: Path) -> None:
    """A tar with devices, links of both kinds, a pipe, set-user-id, and names that lead out."""
    with tarfile.open(path, "w") as archive:
        for name, kind, target in (
            ("disk", tarfile.BLKTYPE, ""),
            ("memory", tarfile.CHRTYPE, ""),
            ("pipe", tarfile.FIFOTYPE, ""),
            ("out", tarfile.SYMTYPE, "/"),
            ("hard.py", tarfile.LNKTYPE, "../echo/reference/client.py"),
        ):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname, entry.devmajor, entry.devminor = kind, target, 8, 0
            archive.addfile(entry)
        for name in (
            "out/tmp/@token@-escaped.py",
            "../../escaped.py",
            "/tmp/escaped.py",
            "server.py",
        ):
            entry = tarfile.TarInfo(name.replace("@token@", "escaped"))
            entry.mode, entry.uid, entry.gid = 0o6777, 0, 0
            entry.size = len(GOOD)
            archive.addfile(entry, io.BytesIO(GOOD.encode()))


def tar_with_headers(path: Path) -> None:
    """A tar whose extended header is forty megabytes."""
    _tar_with(path, {"comment": "x" * (40 * MIB)})


def tar_of_holes(path: Path) -> None:
    """A tar with a sparse file of a terabyte."""
    _tar_with(path, {"GNU.sparse.realsize": str(1 << 40)})


def tar_that_lies(path: Path) -> None:
    """A tar with a file that is said to have ten exabytes."""
    _tar_with(path, {"size": str(10**19)})


def _tar_with(path: Path, said: dict[str, str]) -> None:
    with tarfile.open(path, "w:gz", format=tarfile.PAX_FORMAT) as archive:
        entry = tarfile.TarInfo("server.py")
        entry.pax_headers = said
        entry.size = len(GOOD)
        archive.addfile(entry, io.BytesIO(GOOD.encode()))


def many_files(path: Path) -> None:
    """A zip of a hundred thousand empty files."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("server.py", GOOD)
        for number in range(20_000):
            archive.writestr(f"{number}", b"")


def deep_folders(path: Path) -> None:
    """A tar with folders a thousand deep."""
    with tarfile.open(path, "w") as archive:
        for name in ("/".join(["d"] * 1000) + "/server.py", "server.py"):
            entry = tarfile.TarInfo(name)
            entry.size = len(GOOD)
            archive.addfile(entry, io.BytesIO(GOOD.encode()))


def odd_names(path: Path) -> None:
    """A tar of files whose names have line ends, escapes, markup, direction marks and formulas."""
    with tarfile.open(path, "w") as archive:
        for name in (
            "server.py", "a\nb\r\nc.py.txt", "\x1b]0;owned\x07\x1b[2J.txt", "<img src=x onerror=alert(1)>.txt",
            "\u202etxt.exe", "=cmd|' /C calc'!A0", "-rf", "$(touch escaped)`id`;&|.txt", "con", "nul.txt",
            "..\\..\\escaped.py", "C:\\escaped.py", " ", "a" * 250 + ".txt", "\u0041\u030a.txt", "\u212b.txt",
        ):  # fmt: skip
            entry = tarfile.TarInfo(name)
            entry.size = len(GOOD)
            archive.addfile(entry, io.BytesIO(GOOD.encode()))
