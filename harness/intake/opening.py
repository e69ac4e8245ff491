"""A hand-in, opened: what ``run`` and ``batch`` begin with.

A hand-in is a folder, an archive or a single file.  Whatever it is, it ends as a fresh folder
that holds regular files and folders only, with names that can be shown.  An archive inside is
opened too (three levels) where no Python file lies beside it: students pack what they were given
packed, and learning platforms pack that once more.  Where one does, an archive is more likely what
was given out, or a copy of before: it is opened when a program is not found elsewhere
(:func:`with_archives`).  Nothing of a hand-in is executed here.
"""

from dataclasses import replace
from pathlib import Path

from harness.intake.folder import blame, copy_file, copy_folder
from harness.intake.kinds import (
    ARCHIVE_SUFFIXES,
    PROGRAM_SUFFIXES,
    is_named_archive,
    is_named_program,
    is_sealed,
    kind_of,
)
from harness.intake.names import Parts, clean
from harness.intake.tree import Bounds, Tree
from harness.model.errors import SubmissionError, UsageError
from harness.model.quick import dataclass

_LEVELS = 3  # of archives in archives
_BOUNDS = Bounds()


@dataclass(frozen=True, slots=True)
class Intake:
    """A hand-in that is safe to read.

    ``name``: whose it is, by its file's or folder's name.  ``folder``: absolute path of a plain
    tree of regular files and folders.  ``files``: their names relative to it, sorted.
    ``problems``: sentences on what was left out or changed.
    """

    name: str
    folder: str
    files: tuple[str, ...]
    problems: tuple[str, ...] = ()


def open_submission(
    path: Path, into: Path, limits: Bounds = _BOUNDS, *, inside: bool = False
) -> Intake:
    """Make the hand-in at ``path`` a plain tree in ``into``, a folder that is new or empty.

    ``inside``: archives in it are opened also where programs lie beside them.
    Raises UsageError if there is nothing at ``path`` or ``into`` is in use, and SubmissionError if
    the hand-in cannot be opened (broken, locked, empty, over its ``limits``).
    """
    source, root = _places(path, into)
    tree = Tree(root, limits)
    if source.is_dir():
        copy_folder(source, tree)
    elif source.is_file():
        _open_file(source, tree)
    else:
        raise SubmissionError(f"{source.name} is neither a file nor a folder.")
    tree.prune()
    _open_inside(tree, whatever=inside)
    _tell_sealed(tree)
    problems = tree.problems.sentences()
    if not tree.files:
        raise SubmissionError(" ".join(("The hand-in holds no files.", *problems)))
    files = sorted(target.relative_to(root).as_posix() for target in tree.files.values())
    return Intake(name_of(source), str(root), tuple(files), problems)


def with_archives(hand_in: Intake) -> Intake | None:
    """The same hand-in with all archives in it opened, beside its folder.

    None if it has none, or one that cannot be opened.
    """
    if not any(map(is_named_archive, hand_in.files)):
        return None
    folder = Path(hand_in.folder)
    try:
        opened = open_submission(folder, folder.with_name(f"{folder.name}-opened"), inside=True)
    except SubmissionError:
        return None
    return replace(opened, name=hand_in.name, problems=(*hand_in.problems, *opened.problems))


def name_of(source: Path, *, whole: bool = False) -> str:
    """Whose hand-in it is: the name of its folder, or of its file (``whole``: with suffix)."""
    stem = source.name if whole or source.is_dir() else _stem(source.name)
    return clean(stem) or "submission"


def _places(path: Path, into: Path) -> tuple[Path, Path]:
    try:
        source = path.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise UsageError(f"{path}: there is no such file or folder") from error
    root = into.resolve()
    if root.is_relative_to(source):
        raise UsageError(
            f"{source}: the grader works in there, too ({root.parent}); put the programs into a"
            " folder of their own, and name that"
        )
    root.mkdir(parents=True, exist_ok=True)
    if any(root.iterdir()):
        raise UsageError(f"{into}: is not empty")
    return source, root


def _open_file(source: Path, tree: Tree) -> None:
    try:
        packed = not is_named_program(source.name) and kind_of(source) is not None
    except OSError as error:
        blame(source, error)
        raise SubmissionError(f"The hand-in cannot be read: {error.strerror}.") from error
    packed = packed or is_named_archive(source.name)
    if packed:
        _unpack(source, tree, ())
    else:
        copy_file(source, (source.name,), tree)


def _open_inside(tree: Tree, *, whatever: bool) -> None:
    """Open the archives in the tree, and those in them, if the programs can only be in there.

    ``whatever``: in any case.
    """
    for _ in range(_LEVELS):
        packed = [(raw, place) for raw, place in tree.files.items() if is_named_archive(raw[-1])]
        if not packed or (_has_programs(tree) and not whatever):
            return
        for raw, place in packed:
            below: Parts = (*raw[:-1], _stem(raw[-1]))
            _unpack(place, tree, below)
            tree.remove(raw)
            tree.problems.add("opened", raw)
        tree.prune()


def _tell_sealed(tree: Tree) -> None:
    """Say which archives the programs may be in, where they are nowhere else."""
    if not _has_programs(tree):
        for raw in filter(lambda raw: is_sealed(raw[-1]), tree.files):
            tree.problems.add("sealed", raw)


def _has_programs(tree: Tree) -> bool:
    return any(is_named_program(raw[-1]) for raw in tree.files)


def _unpack(archive: Path, tree: Tree, below: Parts) -> None:
    # The archive modules take as long to import as a small scene takes to play.
    from harness.intake.archive import unpack

    unpack(archive, tree, below)


def _stem(name: str) -> str:
    lower = name.lower()
    for suffix in (*ARCHIVE_SUFFIXES, *PROGRAM_SUFFIXES):
        if lower.endswith(suffix) and len(name) > len(suffix):
            return name[: -len(suffix)]
    return Path(name).stem if Path(name).suffix else name
