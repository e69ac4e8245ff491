"""Roles whose students fill regions of given files: the kit that these files are in.

``files`` are then the student's files, found in the hand-in; the other files of the kit stand
beside them, and ``run`` is that one of all these which is run.
"""

import shlex
from pathlib import Path, PurePosixPath

from harness.model.spec import BY_PROGRAM, BY_SCRIPT
from harness.spec import fields
from harness.spec.draft import Draft, Node, suggest

MOST_NAMES = 200


def regions(draft: Draft, node: Node, values: dict[str, Node], folder: Path, by: str) -> str | None:
    """The folder of the kit, relative to the spec's; what is wrong with it is noted."""
    scalar = fields.text(draft, values.get("regions"), "'regions'")
    if scalar is None:
        return None
    name = scalar.text.strip()
    path = PurePosixPath(name)
    if by in (BY_SCRIPT, BY_PROGRAM):
        draft.wrong(node.place, f"'regions' are filled by students; this role is played by {by}")
    if "files" not in values:
        draft.wrong(node.place, "'regions' needs 'files': the student's files that have regions")
    if path.is_absolute() or ".." in path.parts or not (folder / path).is_dir():
        draft.wrong(draft.at(scalar), f"there is no folder '{name[:60]}' beside the spec")
        return None
    return path.as_posix()


def run(draft: Draft, node: Node | None, files: tuple[str, ...], kit: Path | None) -> str | None:
    """The file that is run, and its arguments: a file of the kit, or one of the student's."""
    scalar = fields.text(draft, node, "'run'")
    if scalar is None:
        return None
    command = scalar.text.strip()
    try:
        name = shlex.split(command)[0]
    except (ValueError, IndexError):
        draft.wrong(draft.at(scalar), "'run' is a file of the kit, and perhaps arguments")
        return None
    path = PurePosixPath(name)
    inside = not path.is_absolute() and ".." not in path.parts
    if kit is not None and not (name in files or (inside and (kit / path).is_file())):
        message = f"there is no file '{name[:60]}' in the kit, nor among this role's 'files'"
        draft.wrong(draft.at(scalar), message + suggest(name, (*files, *_names(kit))))
    return command


def _names(kit: Path) -> list[str]:
    found = (path.relative_to(kit).as_posix() for path in sorted(kit.rglob("*.py")))
    return [name for name, _ in zip(found, range(MOST_NAMES), strict=False)]
