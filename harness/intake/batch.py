"""A class's hand-ins: the children of one folder."""

from collections import Counter
from itertools import count
from pathlib import Path

from harness.intake.kinds import is_named_archive, is_sealed
from harness.intake.opening import name_of
from harness.model.errors import UsageError

_NOT_HANDED_IN = frozenset({"__MACOSX", "__pycache__"})


def list_batch(folder: Path) -> list[Path]:
    """The hand-ins in ``folder``, sorted by name: its folders, archives and ``.py`` files.

    Everything else that lies there (a list of names, a README, hidden files) is no hand-in.  An
    archive of a kind that cannot be opened is one: its result says so.
    Raises UsageError if ``folder`` is no folder or cannot be read.
    """
    return list(filter(_is_hand_in, _children(folder)))


def list_others(folder: Path) -> list[Path]:
    """What else lies in ``folder`` to be seen: a hand-in in a form that none has, or a note."""
    return [path for path in _children(folder) if not (_is_hidden(path) or _is_hand_in(path))]


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


def _children(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir(), key=lambda path: (path.name.casefold(), path.name))
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}") from error


def _is_hidden(path: Path) -> bool:
    return path.name.startswith(".") or path.name in _NOT_HANDED_IN


def _is_hand_in(path: Path) -> bool:
    if _is_hidden(path):
        return False
    if path.is_dir():
        return True
    name = path.name
    packed = is_named_archive(name) or is_sealed(name)
    return path.is_file() and (packed or path.suffix.lower() in (".py", ".pyw"))
