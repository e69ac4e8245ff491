"""A class's hand-ins, in whatever form the platform gave them.

What a folder or an archive is shows by its names: a Gradescope export by its metadata, a download
of Moodle's or Canvas's where at least half of the names are of its making (others are told, and
left).  Anything else is a class whose every folder, archive or Python file is a hand-in; a text or
CSV file lists repositories.  Nobody is dropped: what is empty, broken or doubled stays, with a
sentence about it.
"""

import os
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from harness.intake import canvas, gradescope, moodle, repositories, roster, times
from harness.intake.batch import list_batch, list_others, names_of
from harness.intake.folder import copy_folder
from harness.intake.kinds import is_named_archive
from harness.intake.layout import Arrived, Pile, lay
from harness.intake.matching import Roster, match
from harness.intake.names import Parts, clean, show
from harness.intake.tree import MIB, Bounds, Tree
from harness.model.errors import SubmissionError, UsageError
from harness.model.handin import Gathered, HandIn, Student

_CLASS = Bounds(
    size=8192 * MIB,
    file=64 * MIB,
    files=200_000,
    depth=25,
    work=16384 * MIB,
    packed=8192 * MIB,
    each=4 * Bounds().files,  # twice as many as make it too much to be opened
)
_LISTS = (".txt", ".csv", ".tsv", ".list")


@dataclass(frozen=True, slots=True)
class _Platform:
    """How a platform's download is read.

    ``claims``: whether a name is of its making.  ``tells``: it says who is late, so that who is
    not marked is in time, whatever the clock says: some have more time than others.
    """

    read: Callable[[Arrived], dict[str, Pile]]
    claims: Callable[[Parts], bool] = lambda _: True
    tells: bool = False


_CANVAS = _Platform(canvas.read, canvas.claims, tells=True)
_MOODLE = _Platform(moodle.read, moodle.claims)
_GRADESCOPE = _Platform(gradescope.read)


@dataclass(frozen=True, slots=True)
class Terms:
    """``due``: when hand-ins were due.  ``until``: the cut-off for repositories.

    ``roster``: a CSV of the class.  None: there is none.
    """

    due: datetime | None = None
    until: datetime | None = None
    roster: Path | None = None


def gather(what: Path, place: Path, terms: Terms = Terms()) -> Gathered:
    """The hand-ins of the class ``what``; copies of ours lie in ``place``, new or empty.

    Raises UsageError if there is nothing, or nothing that could be a class.
    """
    listed = roster.read(terms.roster) if terms.roster else None  # before anything takes long
    place.mkdir(parents=True, exist_ok=True)
    hand_ins, notices, platform = _gathered(what, place, terms)
    if not hand_ins:
        raise UsageError(f"{what}: there are no submissions in it")
    hand_ins = _named(hand_ins)
    if listed is not None:
        hand_ins, more = match(hand_ins, Roster(listed))
        notices += more
    tells = platform is not None and platform.tells
    hand_ins = [_timed(one, terms.due, tells) for one in hand_ins]
    return Gathered(tuple(hand_ins), (*notices, *_doubled(hand_ins)))


_Found = tuple[list[HandIn], list[str], _Platform | None]


def _gathered(what: Path, place: Path, terms: Terms) -> _Found:
    if what.is_file() and what.suffix.lower() in _LISTS:
        return repositories.gather(what, terms.until, place), [], None
    if what.is_dir():
        if (platform := _platform(_names_in(what))) is None:
            return *_plain(what), None
        tree = Tree(place / "arrived", _CLASS)
        try:
            copy_folder(what, tree)
        except SubmissionError as error:
            raise UsageError(f"{what}: {error}") from error
        return _read(platform, tree, (), place)
    if not what.exists():
        raise UsageError(f"{what}: there is no such folder")
    if not is_named_archive(what.name):
        raise UsageError(f"{what}: is no folder, no archive and no list of repositories")
    return _archive(what, place)


def _archive(what: Path, place: Path) -> _Found:
    from harness.intake.archive import unpack

    tree = Tree(place / "arrived", _CLASS)
    tree.root.mkdir(parents=True)
    try:
        unpack(what, tree)
    except SubmissionError as error:
        raise UsageError(f"{what}: {error}") from error
    names = [*tree.files, *tree.problems.left_out()]
    above: Parts = ()
    if _platform(names) is None and len({raw[0] for raw in names}) == 1:
        inside = [raw[1:] for raw in names if len(raw) > 1]
        # The whole download in one folder, as some systems pack again what they unpacked.
        if len(inside) == len(names):
            above, names = names[0][:1], inside
    if (platform := _platform(names)) is not None:
        return _read(platform, tree, above, place)
    home = tree.root.joinpath(*map(clean, above))
    hand_ins, notices = _plain(home)
    return hand_ins, [*tree.problems.sentences(), *notices], None


def _platform(names: list[Parts]) -> _Platform | None:
    if gradescope.fits(names):
        return _GRADESCOPE
    for platform in (_MOODLE, _CANVAS):
        if names and 2 * sum(map(platform.claims, names)) >= len(names):
            return platform
    return None


def _names_in(folder: Path) -> list[Parts]:
    try:
        return [
            (path.name, "") if path.is_dir() else (path.name,)
            for path in sorted(folder.iterdir())
            if not path.name.startswith(".")
        ]
    except OSError as error:
        raise UsageError(f"{folder}: {error.strerror}") from error


def _read(platform: _Platform, tree: Tree, above: Parts, place: Path) -> _Found:
    depth = len(above)
    arrived = Arrived(
        {raw[depth:]: path for raw, path in tree.files.items()},
        {raw[depth:]: why for raw, why in tree.problems.left_out().items()},
        {raw[depth:]: why for raw, why in tree.refused.items()},
    )
    strange = [raw for raw in arrived.names if not platform.claims(raw)]
    hand_ins = [
        _hand_in(pile, place / "students" / str(number))
        for number, pile in enumerate(platform.read(arrived).values())
    ]
    return hand_ins, list(map(_strange, strange)), platform


def _strange(raw: Parts) -> str:
    return f"{show(raw)} is no hand-in, by its name."


def _hand_in(pile: Pile, folder: Path) -> HandIn:
    path = lay(pile, folder)
    return HandIn(
        " + ".join(student.name or student.id for student in pile.students) or "submission",
        None if pile.fault else path,
        pile.students,
        pile.handle,
        times.read(pile.submitted) if pile.submitted else None,
        late=pile.late,
        seconds_late=None if pile.late else 0.0,
        problems=tuple(pile.problems),
        fault=pile.fault,
    )


def _plain(folder: Path) -> tuple[list[HandIn], list[str]]:
    paths = list_batch(folder)
    names = names_of(paths)
    hand_ins = [HandIn(names[path], path, (Student(name=names[path]),)) for path in paths]
    return hand_ins, [_strange((path.name,)) for path in list_others(folder)]


def _named(hand_ins: list[HandIn]) -> list[HandIn]:
    """Names that tell the hand-ins apart: two students of one name keep their ids in it."""
    taken: set[str] = set()
    named = []
    wanted_by = [clean(one.name.replace("/", "_")) or "submission" for one in hand_ins]
    often = Counter(wanted_by)
    for one, wanted in zip(hand_ins, wanted_by, strict=True):
        name, number = wanted, 1
        if often[wanted] > 1 and one.students and one.students[0].id:
            name = f"{wanted} {clean(one.students[0].id)}"
        while name in taken:
            number += 1
            name = f"{wanted} ({number})"
        taken.add(name)
        named.append(replace(one, name=name))
    return sorted(named, key=lambda one: (one.name.casefold(), one.name))


def _timed(one: HandIn, due: datetime | None, tells: bool) -> HandIn:
    """Late by the clock, where both times are known; the platform's word stands before that."""
    if due is None or one.submitted is None or one.path is None or (tells and not one.late):
        return one
    seconds = max(0.0, (one.submitted - due).total_seconds())
    if tells and not seconds:
        return one  # late for the platform, and in time for the clock: a person has to say
    return replace(one, late=seconds > 0, seconds_late=seconds)


def _doubled(hand_ins: list[HandIn]) -> list[str]:
    """Hand-ins that are empty, or the same to the byte: told to the teacher, judged by nobody."""
    same: dict[str, list[str]] = defaultdict(list)
    for one in hand_ins:
        if one.path is not None and os.access(one.path, os.R_OK):  # else it will be a fault
            same[_digest(one.path)].append(one.name)
    empty = [f"{name}: it is empty." for name in same.pop("", ())]
    doubled = [f"The same files: {', '.join(names)}." for names in same.values() if len(names) > 1]
    return doubled + empty


def _digest(path: Path) -> str:
    """What a hand-in holds, as a digest; empty if it holds nothing or cannot be read.

    Files that are too large to be taken in are not read either: nobody else has the same.
    """
    files = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    found = sha256()
    size = 0
    for file in files[: _CLASS.files]:
        if file.is_symlink() or ".git" in file.parts:
            continue
        try:
            length = file.stat().st_size
            data = file.read_bytes() if length <= _CLASS.file else os.fsencode(file)
        except OSError:
            length, data = 1, b""
        size += length
        name = file.relative_to(path).as_posix() if path.is_dir() else ""
        found.update(f"{name}\0{length}\0".encode(errors="surrogateescape") + data)
    return found.hexdigest() if size else ""
