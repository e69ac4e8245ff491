"""What the readers of platforms' layouts share: files that arrived, laid out for each student.

A reader gets the files of a class by name and makes of them a *pile* for each student.  A student
with one file keeps that file; several lie together in a folder.  Names of files become what the
student called them, since programs import one another by these.
"""

from dataclasses import field
from pathlib import Path

from harness.intake.names import Names, Parts
from harness.model.handin import Student
from harness.model.quick import dataclass


@dataclass(frozen=True, slots=True)
class Arrived:
    """The files of a class: each by its name there, and what was left out, by name, with why.

    ``refused``: what we could not read, by name, with why; its student is not to blame.
    """

    files: dict[Parts, Path]
    left_out: dict[Parts, str] = field(default_factory=dict)
    refused: dict[Parts, str] = field(default_factory=dict)

    @property
    def names(self) -> list[Parts]:
        """Every name, those left out among them: their students are not to be forgotten."""
        return sorted({*self.files, *self.left_out, *self.refused})


@dataclass(slots=True)
class Pile:
    """What came of one student (or group), while it is being read."""

    students: tuple[Student, ...]
    handle: str = ""
    late: bool = False
    submitted: str = ""
    files: dict[Parts, Path] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    fault: str = ""

    def add(self, raw: Parts, arrived: Arrived, name: Parts) -> None:
        """Take in the file that came as ``name``, under the name ``raw``."""
        if name in arrived.files:
            self.files[raw] = arrived.files[name]
        if name in arrived.left_out:
            self.problems.append(arrived.left_out[name])
        if name in arrived.refused:
            self.fault = arrived.refused[name]


def lay(pile: Pile, folder: Path) -> Path:
    """The pile as one path: its only file, or ``folder`` with all of them."""
    folder.mkdir(parents=True)
    safe = Names()
    places = [folder]
    for raw, source in sorted(pile.files.items()):
        # what is left of 'doejo_77_501_..' would be the folder above
        inside = tuple("_" if part in (".", "..") else part for part in raw)
        target = folder.joinpath(*safe.place(inside))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            # a move within one disk; what arrived is a copy of ours
            source.rename(target)
            places.append(target)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            pile.problems.append(f"{'/'.join(raw)} would be a file and a folder at once; left out.")
    return places[1] if len(places) == 2 else folder
