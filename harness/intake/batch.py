"""A class's hand-ins: the children of one folder."""

from collections import Counter
from itertools import count
from pathlib import Path

from harness.intake.kinds import is_named_archive
from harness.intake.opening import name_of
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


def names_of(paths: list[Path]) -> dict[Path, str]:
    """What each hand-in of a class is called: like no other, or one's report would be another's."""
    names = {path: name_of(path) for path in paths}
    often = Counter(names.values())
    taken = {name for name in names.values() if often[name] == 1}
    for path in paths:
        if often[names[path]] > 1:
            whole = name_of(path, whole=True)
            tries = (f"{whole} ({number})" for number in count(2))
            names[path] = whole if whole not in taken else next(t for t in tries if t not in taken)
            taken.add(names[path])
    return names


def _is_hand_in(path: Path) -> bool:
    if path.name.startswith(".") or path.name in _NOT_HANDED_IN:
        return False
    if path.is_dir():
        return True
    return path.is_file() and (is_named_archive(path.name) or path.suffix.lower() == ".py")
