"""What travels between the master, who has the class, and the workers, who play it.

Pickled, since both sides are the same harness: who may talk to a Dask scheduler may run anything on
its workers anyway, and their answers are read as pickles whatever is in them.
"""

import pickle
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness import __version__
from harness.intake import Intake
from harness.landing import Landed, Whose
from harness.model.quick import dataclass
from harness.store import stamps
from harness.store.stamps import Stamp, files_of

_LEVEL = 1  # timelines shrink to a sixth even so
Files = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """An assignment's folder, and the harness that is to play it.

    ``digest`` stands for all of it.  ``version`` is what people call the harness; ``sources``, a
    hash of it, is what counts.
    """

    digest: str
    name: str
    files: Files
    version: str
    sources: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """A hand-in, its files, and what its marking needs; ``assignment`` is its digest."""

    assignment: str
    opened: Intake
    files: Files
    whose: Whose


@dataclass(frozen=True, slots=True)
class Ready:
    """A worker can play: with what."""

    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Misfit:
    """A worker must not play, or cannot; ``why`` names it."""

    why: str


@dataclass(frozen=True, slots=True)
class Graded:
    """A hand-in that was played by a worker, as ``stamp`` says, and the files of its report."""

    landed: Landed
    stamp: Stamp
    report: Files


@dataclass(frozen=True, slots=True)
class Lost:
    """The harness failed over a hand-in."""

    why: str


def pack(value: object) -> bytes:
    """Any of these as bytes."""
    return zlib.compress(pickle.dumps(value), _LEVEL)


def unpack(data: bytes) -> Any:
    """What was packed."""
    return pickle.loads(zlib.decompress(data))  # noqa: S301 - see above


def parcel(assignment: str, opened: Intake, whose: Whose) -> Parcel:
    """A hand-in that was opened here, to be sent."""
    top = Path(opened.folder)
    files = tuple((name, (top / name).read_bytes()) for name in opened.files)
    return Parcel(assignment, opened, files, whose)


def unwrap(parcel: Parcel, folder: Path) -> Intake:
    """The hand-in, opened again in ``folder``."""
    lay(parcel.files, folder)
    return replace(parcel.opened, folder=str(folder))


def collect(folder: Path) -> Files:
    """All files in a folder."""
    found = sorted(file for file in folder.rglob("*") if file.is_file())
    return tuple((file.relative_to(folder).as_posix(), file.read_bytes()) for file in found)


def lay(files: Files, folder: Path) -> None:
    """Write files into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def assignment(folder: Path, stamp: Stamp) -> Assignment:
    """The assignment in ``folder``, to be sent: all that it is graded by."""
    top = folder.resolve()
    files = tuple((one.relative_to(top).as_posix(), one.read_bytes()) for one in files_of(top))
    sources = stamps.of_all()
    digest = stamps.digest([sources, top.name, stamp.assignment])
    return Assignment(digest, top.name, files, __version__, sources)
