"""The files of it: ``check.py``, and beside it a folder with the grader and the assignment.

Of the assignment's folder nothing is taken but what the spec names: kits, and the given programs.
In place of the reference, whose regions are a solution, stand the files as they are given out: they
are the frame that a student's regions are set into.
"""

from pathlib import Path, PurePosixPath

from harness import bundle, rooms
from harness.athome.open import WITHHELD, Open, open_to_students, program, programs
from harness.athome.rewriting import rewritten
from harness.bundle import ASSIGNMENTS, PLATFORMS, Files
from harness.casting import REFERENCE, files_of, given
from harness.model.errors import SpecError, UsageError
from harness.model.spec import Spec
from harness.reports.words import count, worth_of
from harness.spec import load

CHECK, FOLDER = "check.py", ".callsheet"
_ELSEWHERE = "elsewhere.txt"


def carried(spec: Spec) -> Files:
    """Every file by its name; none if nothing of the assignment can be played at home.

    Raises UsageError where it cannot be cut, MachineError where the grader cannot be carried.
    """
    left = open_to_students(spec)
    if not left.scenes:
        return {}
    source = Path(spec.folder, "spec.yaml").read_text(encoding="utf-8-sig")
    files = {"spec.yaml": rewritten(source, left).encode(), **_beside(spec)}
    _try(spec, files)
    own = {f"{ASSIGNMENTS}/{spec.id}/{name}": data for name, data in files.items()}
    found = bundle.grader() | own
    if said := _told(left):
        found[_ELSEWHERE] = said.encode()
    packed = {f"{FOLDER}/{name}": data for name, data in found.items()}
    return packed | {CHECK: (PLATFORMS / CHECK).read_bytes()}


def _beside(spec: Spec) -> Files:
    """What of the assignment's folder has to lie beside the spec."""
    top = Path(spec.folder)
    found: Files = {}
    for role in spec.roles.values():
        if role.regions:
            file = given(spec, role)
            found |= _folder(top, role.regions)
            found[f"{REFERENCE}/{file.name}"] = file.text.encode()
    for role in programs(spec):
        path = program(role)
        if path.parts[0] in WITHHELD:
            continue
        if path.parent == PurePosixPath():
            found[path.name] = (top / path).read_bytes()
        else:
            found |= _folder(top, path.parent.as_posix())
    return found


def _folder(top: Path, name: str) -> Files:
    folder = top / name
    return {f"{name}/{each}": (folder / each).read_bytes() for each in files_of(folder)}


def _try(spec: Spec, files: Files) -> None:
    """Read what students will have.  UsageError: it cannot be read as it was cut."""
    with rooms.room() as room:
        place = room / spec.id
        for each, data in files.items():
            (place / each).parent.mkdir(parents=True, exist_ok=True)
            (place / each).write_bytes(data)
        try:
            load(place)
        except SpecError as error:
            raise UsageError(
                f"{spec.folder}: without what students may not see, the spec cannot be read; give"
                f" hidden items scenes of their own, or hand out without a check:\n{error}"
            ) from None


def _told(left: Open) -> str:
    """What is judged elsewhere, for students to read; empty if nothing is."""
    lines = [f"- {item.title} ({worth_of(item.points)})" for item in left.elsewhere]
    if lines:
        lines = ["Not checked here, but graded:", *lines]
    if left.hidden:
        worth = worth_of(sum(item.points for item in left.hidden))
        lines.append(f"{count(len(left.hidden), 'item')} ({worth}) that you do not see, too.")
    if left.fewer:
        lines.append(
            "When it is graded, more is played than here: your programs are tried with others, too."
        )
    return "".join(f"{line}\n" for line in lines)
