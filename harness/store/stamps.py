"""How it is known that a hand-in was played before: by hashes of all that may change its verdict.

A *job* is a hand-in's files played by an assignment, with a harness, on a machine.  The assignment
is its whole folder but for what only people read (``README.md``) or what grades the grader
(``mistakes/``, ``survivors.yaml``).  The harness is its own sources, without those that only show
(reports, commands).
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import harness
from harness.model.casting import Interpreter
from harness.model.quick import dataclass

_SPEC = "spec.yaml"
_HARNESS = Path(harness.__file__).parent
_ONLY_SHOW = frozenset(
    {"cli", "reports", "review", "audit", "export", "selfcheck", "store", "diagnosis"}
)
_SOURCES = frozenset({".py", ".yaml", ".c", ".h", ".tcl", ".sh"})
_FOR_PEOPLE = frozenset({"mistakes", "README.md", "expect.yaml", "survivors.yaml"})
_MADE = frozenset({"__pycache__", ".git", ".mypy_cache", ".ruff_cache"})


@dataclass(frozen=True, slots=True)
class Stamp:
    """What hand-ins are played with.

    ``assignment``: the folder; ``material``: all of it but the spec.  ``mode``: the means of the
    stage.
    """

    assignment: str
    material: str
    harness: str
    machine: str
    mode: str = ""

    def job(self, hand_in: str) -> str:
        """The job of a hand-in whose files have the hash ``hand_in``."""
        parts = (self.assignment, self.harness, self.machine, self.mode, hand_in)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def stamp(folder: str, pythons: Iterable[Interpreter], mode: str) -> Stamp:
    """The stamp of the assignment in ``folder``, on this machine."""
    found = "\n".join(
        sorted(
            f"{each.version} {each.path} {sorted(each.libraries)} {each.heeds}" for each in pythons
        )
    )
    material = of_material(folder)
    return Stamp(
        assignment=digest([material, _of_file(Path(folder, _SPEC))]),
        material=material,
        harness=of_harness(),
        machine=digest([found, os.uname().machine]),
        mode=mode,
    )


def text_of(folder: str) -> str:
    """The text of the spec in ``folder``."""
    return Path(folder, _SPEC).read_text(encoding="utf-8", errors="replace")


def of_material(folder: str) -> str:
    """A hash of what lies beside the spec in an assignment's folder."""
    top = Path(folder)
    return _of_tree(top, (file for file in files_of(top) if file != top / _SPEC))


def files_of(folder: Path) -> Iterator[Path]:
    """The files of an assignment's folder by which hand-ins are graded."""
    for child in sorted(folder.iterdir()):
        if child.name not in _FOR_PEOPLE:
            yield from _files(child)


def is_material(path: Path, folder: Path) -> bool:
    """Whether ``path`` is in an assignment's folder, and hand-ins are graded by what is there."""
    top, found = folder.resolve(), path.resolve()
    within = found.relative_to(top).parts if found.is_relative_to(top) else ()
    return bool(within) and within[0] not in _FOR_PEOPLE


@cache
def of_harness() -> str:
    """A hash of the harness's own sources, as far as a verdict may come of them."""
    return _of_sources(_ONLY_SHOW)


@cache
def of_all() -> str:
    """A hash of all of the harness's own sources."""
    return _of_sources(frozenset())


def of_hand_in(folder: str, files: Iterable[str], problems: Iterable[str]) -> str:
    """A hash of the files of a hand-in, and of what was said when it was opened."""
    top = Path(folder)
    return digest([_of_tree(top, (top / file for file in files)), *problems])


def of_unopened(why: str) -> str:
    """The hash of a hand-in that cannot be opened: only that is known of it."""
    return digest(["unopened", why])


def digest(parts: Iterable[str]) -> str:
    """One hash of several texts."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogateescape")
        found.update(len(data).to_bytes(8, "little") + data)
    return found.hexdigest()


def _of_sources(apart: frozenset[str]) -> str:
    files = (
        file
        for child in sorted(_HARNESS.iterdir())
        if child.name not in apart
        for file in _files(child)
        if file.suffix in _SOURCES
    )
    return _of_tree(_HARNESS, files)


def _files(path: Path) -> Iterator[Path]:
    if path.name in _MADE:
        return
    if path.is_dir():
        for child in sorted(path.iterdir()):
            yield from _files(child)
    elif path.is_file() and path.suffix != ".pyc":
        yield path


def _of_tree(top: Path, files: Iterable[Path]) -> str:
    return digest(
        text for file in files for text in (file.relative_to(top).as_posix(), _of_file(file))
    )


def _of_file(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
