"""Archives with whatever names and contents a test asks for."""

import io
import tarfile
import zipfile
from pathlib import Path

PROGRAM = b"print('hello')\n"


def make_zip(path: Path, *entries: tuple[str, bytes]) -> Path:
    """A zip with these names, whatever they are."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return path


def make_tar(path: Path, *entries: tuple[str, bytes | str], mode: str = "w:gz") -> Path:
    """A tar with these names; bytes are a file's content, a text is where a link leads."""
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, data in entries:
            entry = tarfile.TarInfo(name)
            if isinstance(data, str):
                entry.type, entry.linkname = tarfile.SYMTYPE, data
                archive.addfile(entry)
            else:
                entry.size = len(data)
                archive.addfile(entry, io.BytesIO(data))
    return path
