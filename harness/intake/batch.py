"""A class's hand-ins: the children of one folder."""

from pathlib import Path

from harness.intake.kinds import is_named_archive
from harness.model.errors import UsageError

_NOT_HANDED_IN = frozenset({"__MACOSX", "__pycache__"})


def list_batch(folder: Path) -> list[Path]:
    """The hand-ins in ``folder``, sorted by name: its folders, archives and ``.py`` files.

    Everything else that lies there (a list of names, a README, hidden files) is no hand-in.
    Raises UsageError if ``folder`` is no folder or cannot be read.
    """
    try:
        children = list(folder.iterdir())
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}") from error
    return sorted(filter(_is_hand_in, children), key=lambda path: (path.name.casefold(), path.name))


def _is_hand_in(path: Path) -> bool:
    if path.name.startswith(".") or path.name in _NOT_HANDED_IN:
        return False
    if path.is_dir():
        return True
    return path.is_file() and (is_named_archive(path.name) or path.suffix.lower() == ".py")
