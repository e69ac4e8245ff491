"""The grader as files that can be carried elsewhere: the harness, its one library, an assignment.

Whoever unpacks them needs a Python, bubblewrap, and no network.  Files are named as they lie in the
bundle, ``launch.sh`` at its top; those that begin like a program are to be executable.

What was compiled here goes along only if it was made of the sources beside it (``build.sh`` writes
down of which); whether it runs where it comes to is for ``clock.sh`` to see.
"""

import hashlib
from importlib.metadata import PackageNotFoundError, files
from importlib.util import find_spec
from pathlib import Path

from harness.casting import files_of
from harness.model.errors import MachineError
from harness.model.spec import Spec
from harness.portable import portable

Files = dict[str, bytes]

HARNESS = Path(__file__).resolve().parent
PLATFORMS = HARNESS / "platforms"
ASSIGNMENTS = "assignments"
_TOP = {"start.py": "start.py", "launch.sh": "launch.sh", "clock.sh": "clock.sh"}
_LIBRARY, _DISTRIBUTION = "yaml", "PyYAML"
_BUILT = {"clock": ("*.[ch]", "build.sh"), "session": ("*.[ch]", "build.sh")}
_NOT_GIVEN = ("mistakes/", "expect.yaml")  # what is known of wrong hand-ins is nobody's elsewhere


def grader() -> Files:
    """The harness and what it needs; raises MachineError if its library is not to be found."""
    found = {name: (PLATFORMS / source).read_bytes() for name, source in _TOP.items()}
    for name in files_of(HARNESS):
        folder = name.partition("/build/")[0]
        if folder not in _BUILT or name.count("/") == 1 or fits(HARNESS / name):
            found[f"harness/{name}"] = (HARNESS / name).read_bytes()
    licence = HARNESS.with_name("LICENSE")  # beside a checkout, not beside what pip installs
    if licence.is_file():
        found[licence.name] = licence.read_bytes()
    return found | _library()


def assignment(spec: Spec) -> Files:
    """The assignment with its reference solution, as it is graded by."""
    top = Path(spec.folder)
    found = {
        f"{ASSIGNMENTS}/{spec.id}/{name}": (top / name).read_bytes()
        for name in files_of(top)
        if not name.startswith(_NOT_GIVEN)
    }
    file = f"{ASSIGNMENTS}/{spec.id}/spec.yaml"
    return found | {file: portable(found[file].decode("utf-8-sig")).encode()}


def fits(file: Path) -> bool:
    """Whether something that was compiled was made of the sources that are there now."""
    stamp = file if file.suffix == ".sources" else file.with_name(f"{file.name}.sources")
    folder = file.parent.parent
    held = hashlib.sha256()
    for pattern in _BUILT[folder.name]:
        for source in sorted(folder.glob(pattern)):
            held.update(source.read_bytes())
    try:
        return stamp.read_text(encoding="ascii").split()[:1] == [held.hexdigest()]
    except OSError:
        return False


def is_program(data: bytes) -> bool:
    """Whether a file is to be executable."""
    return data.startswith((b"#!", b"\x7fELF"))


def _library() -> Files:
    """PyYAML, without the part that was compiled for this Python alone: it does without."""
    known = find_spec(_LIBRARY)
    if known is None or not known.origin:
        raise MachineError(f"{_DISTRIBUTION} is not installed as files that could be copied")
    folder = Path(known.origin).parent
    found = {f"{_LIBRARY}/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.py"))}
    try:
        licences = [each for each in files(_DISTRIBUTION) or () if each.name == "LICENSE"]
    except PackageNotFoundError:
        licences = []
    return found | {f"{_LIBRARY}/LICENSE": each.read_binary() for each in licences[:1]}
