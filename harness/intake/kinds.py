"""What a file is.  Its first bytes say, not its name; the name says what it was meant to be."""

from pathlib import Path

ARCHIVE_SUFFIXES = (
    ".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz", ".tbz2", ".tar.xz", ".txz",
)  # fmt: skip
PROGRAM_SUFFIXES = (".py", ".pyw")
_SEALED_SUFFIXES = (".rar", ".7z")
_MAGIC = {
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"Rar!": "RAR",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
}


def is_named_program(name: str) -> bool:
    """True if the name says that the file is a program."""
    return name.lower().endswith(PROGRAM_SUFFIXES)


def is_named_archive(name: str) -> bool:
    """True if the name says that the file is an archive that can be opened."""
    return name.lower().endswith(ARCHIVE_SUFFIXES)


def is_sealed(name: str) -> bool:
    """True if the name says that the file is an archive of a kind that cannot be opened here."""
    return name.lower().endswith(_SEALED_SUFFIXES)


def kind_of(path: Path) -> str | None:
    """The kind of archive at ``path``, one of those above or ``tar``; None for any other file."""
    with path.open("rb") as file:
        head = file.read(512)
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    return "tar" if head[257:262] == b"ustar" else None
