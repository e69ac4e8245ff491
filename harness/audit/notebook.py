"""What became of mutants, kept as they are graded: a hunt that was stopped goes on where it was.

One line of JSON each, under the job that it was (see :mod:`harness.store.stamps`): the mutant's
own source, the assignment, the harness and the machine.  After a change of any of these it is
graded anew.  A fault of ours is not kept, and a line that is not whole is nothing.
"""

import json
from pathlib import Path

from harness.audit.mutating import Mutant
from harness.model.errors import UsageError
from harness.model.quick import dataclass
from harness.store import stamps
from harness.store.stamps import Stamp


@dataclass(frozen=True, slots=True)
class Note:
    """What became of a mutant, without the mutant."""

    kind: str
    by: str
    lost: tuple[str, ...]
    why: str


class Notebook:
    """A file of notes; without a path nothing is kept.  Raises UsageError."""

    def __init__(self, path: Path | None, stamp: Stamp) -> None:
        self._path, self._stamp = path, stamp
        self._notes: dict[str, Note] = {}
        if path is not None and path.exists():
            self._read(path)

    def find(self, mutant: Mutant) -> Note | None:
        """What is known of a mutant."""
        return self._notes.get(self._job(mutant))

    def keep(self, mutant: Mutant, note: Note) -> None:
        """Write down what became of a mutant.  Raises UsageError where the file takes nothing."""
        if self._path is None:
            return
        told = {"job": self._job(mutant), "mutant": mutant.name, "kind": note.kind, "by": note.by,
                "lost": note.lost, "why": note.why}  # fmt: skip
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(told, ensure_ascii=True) + "\n")
        except OSError as error:
            raise UsageError(f"{self._path} cannot be written: {error.strerror}") from None

    def _job(self, mutant: Mutant) -> str:
        return self._stamp.job(stamps.digest([mutant.file, mutant.source]))

    def _read(self, path: Path) -> None:
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError) as error:
            raise UsageError(f"{path} cannot be read: {error}") from None
        for line in lines:
            try:
                told = json.loads(line)
                self._notes[told["job"]] = Note(
                    told["kind"], told["by"], tuple(told["lost"]), told["why"]
                )
            except (ValueError, KeyError, TypeError):
                continue
