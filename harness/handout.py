"""The handout of an assignment: what students get, in a folder and as a zip.

Its README, then what they start from: the kit, with the files that they fill emptied of their
regions, or the files of ``skeleton/``.  The reference and the mistakes are never in it, since
nothing is taken but by these names.  With ``check.py`` comes the grader, with as much of the spec
as is for students (:mod:`harness.athome`).  The same assignment gives the same zip, byte by byte.

A folder that holds anything else than an earlier handout is left alone.  That it is one is told by
the zip beside it, which has each file as it was written; one that was changed since is not.
"""

import ast
import zipfile
from pathlib import Path

from harness.athome import FOLDER, carried
from harness.bundle import is_program
from harness.casting import files_of, given
from harness.model.errors import UsageError
from harness.model.quick import dataclass
from harness.model.spec import Spec

CARRIED = f"{FOLDER}/"  # what check.py needs; of no interest by itself
_SKELETON, _README = "skeleton", "README*"
_COMMENT = b"Callsheet: a handout"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day that a zip knows
_PLAIN, _PROGRAM = 0o644, 0o755
_REGULAR = 0o100000


@dataclass(frozen=True, slots=True)
class Handout:
    """What was written: ``files`` in ``folder``, and ``emptied`` those of them with regions."""

    folder: Path
    archive: Path
    files: tuple[str, ...]
    emptied: tuple[str, ...]


def content(spec: Spec) -> dict[str, bytes]:
    """Every file of the handout by its name.  Raises UsageError, for the instructor."""
    top = Path(spec.folder)
    found = {path.name: path.read_bytes() for path in sorted(top.glob(_README)) if path.is_file()}
    kits = sorted({role.regions for role in spec.roles.values() if role.regions})
    for kit in kits:
        # one kit is the handout itself; of several, each has its folder
        place = f"{Path(kit).name}/" if len(kits) > 1 else ""
        filled = {f"{place}{name}": data for name, data in _emptied(spec, kit).items()}
        others = {f"{place}{name}": (top / kit / name).read_bytes() for name in files_of(top / kit)}
        _add(found, others | filled, f"{top / kit}")
    if (top / _SKELETON).is_dir():
        files = files_of(top / _SKELETON)
        _add(found, {name: (top / _SKELETON / name).read_bytes() for name in files}, _SKELETON)
    return dict(sorted(found.items()))


def emptied(spec: Spec) -> tuple[str, ...]:
    """The names of the files that students fill."""
    return tuple(sorted({given(spec, role).name for role in spec.roles.values() if role.regions}))


def lay(files: dict[str, bytes], folder: Path) -> None:
    """Write files into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        if is_program(data):
            place.chmod(_PROGRAM)


def write(spec: Spec, folder: Path, *, check: bool = True) -> Handout:
    """Write the handout into ``folder``, and a zip of it beside.  Raises UsageError, OSError.

    ``check``: students can check their work with it.
    """
    archive = folder.resolve().with_name(f"{folder.resolve().name}.zip")
    files = content(spec)
    if not files:
        raise UsageError(f"{spec.folder}: there is nothing to hand out: no README, kit or skeleton")
    if check:
        _add(files, carried(spec), "check.py")
    for name in _earlier(folder, archive):
        (folder / name).unlink()
    lay(files, folder)
    _pack(files, archive, spec.id)
    return Handout(folder, archive, tuple(files), emptied(spec))


def _emptied(spec: Spec, kit: str) -> dict[str, bytes]:
    found = {}
    for role in spec.roles.values():
        if role.regions != kit:
            continue
        file = given(spec, role)
        try:
            ast.parse(file.text)
        except SyntaxError as error:
            raise UsageError(
                f"{spec.folder}: without its regions {file.name} is no valid Python: line"
                f" {error.lineno}: {error.msg}"
            ) from None
        found[file.name] = file.text.encode()
    return found


def _add(found: dict[str, bytes], more: dict[str, bytes], whence: str) -> None:
    for name in more:
        if name in found:
            raise UsageError(f"{whence}: '{name}' is in the handout already, from another folder")
    found |= more


def _earlier(folder: Path, archive: Path) -> list[str]:
    """The files of the earlier handout that is there.  UsageError: it is something else."""
    there = folder.is_dir() and any(folder.iterdir())
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file; name a folder for the handout")
    if not archive.exists():
        if there:
            raise UsageError(f"{folder} is not empty; name a new folder for the handout")
        return []
    known = _packed(archive)
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    changed = [name for name in names if known.get(name) != (folder / name).read_bytes()]
    if known and not changed:
        return names
    what = f"{folder / min(changed)} is no part of it" if known else f"{archive} is not ours"
    raise UsageError(f"{folder} holds more than an earlier handout: {what}; name a new folder")


def _packed(archive: Path) -> dict[str, bytes]:
    """What is in the zip of an earlier handout; nothing if it is none."""
    try:
        with zipfile.ZipFile(archive) as packed:
            if packed.comment != _COMMENT:
                return {}
            return {each.partition("/")[2]: packed.read(each) for each in packed.namelist()}
    except (OSError, zipfile.BadZipFile):
        return {}


def _pack(files: dict[str, bytes], archive: Path, top: str) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        packed.comment = _COMMENT
        for name, data in files.items():
            entry = zipfile.ZipInfo(f"{top}/{name}", _LONG_AGO)
            mode = _REGULAR | (_PROGRAM if is_program(data) else _PLAIN)
            entry.create_system, entry.external_attr = 3, mode << 16
            packed.writestr(entry, data)
