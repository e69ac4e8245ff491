"""What an instructor uploads, so that a platform grades an assignment by itself.

A zip or a tar for each platform: a script that it runs, the grader with its assignment
(:mod:`harness.bundle`), and a result that says 'the grader failed', made beforehand.  The script
lays that one down first, so that whatever breaks afterwards, the platform never sees a zero.

The same assignment gives the same package, byte by byte.
"""

import io
import json
import tarfile
import uuid
import zipfile
from pathlib import Path

from harness import bundle, handout
from harness.bundle import PLATFORMS, Files, is_program
from harness.export.platforms import failure
from harness.model.spec import BY_STUDENT, Spec
from harness.reports.words import points

SUFFIX = {"gradescope": "zip", "autolab": "tar", "prairielearn": "zip", "classroom50": "zip"}
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first day that a zip knows
_SCRIPT, _FILE = 0o100755, 0o100644
_TIMEOUT = 600  # s, for all scenes of a submission on half a processor


def content(spec: Spec, platform: str) -> Files:
    """Every file of the package by its name.  Raises UsageError, MachineError."""
    return _MAKERS[platform](spec)


def packed(spec: Spec, platform: str) -> bytes:
    """The package itself."""
    files = content(spec, platform)
    return tarred(files) if SUFFIX[platform] == "tar" else zipped(files)


def zipped(files: Files) -> bytes:
    """Files as a zip; scripts and programs are executable in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system = 3
            entry.external_attr = (_SCRIPT if is_program(data) else _FILE) << 16
            archive.writestr(entry, data)
    return out.getvalue()


def tarred(files: Files) -> bytes:
    """Files as a tar; scripts and programs are executable in it."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for name, data in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode = len(data), (_SCRIPT if is_program(data) else _FILE) & 0o777
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def _grader(spec: Spec, top: str = "") -> Files:
    """The grader with its assignment, and the setup beside it, in the folder ``top``."""
    files = bundle.grader() | bundle.assignment(spec)
    if any(role.window for role in spec.roles.values()):
        files["windows"] = b"This assignment's programs have windows.\n"
    found = {f"{top}callsheet/{name}": data for name, data in files.items()}
    return found | {f"{top}setup.sh": _script("setup.sh")}


def _script(name: str) -> bytes:
    return (PLATFORMS / name).read_bytes()


def _gradescope(spec: Spec) -> Files:
    own = {"run_autograder": _script("gradescope.sh"), "failed.json": _failed("gradescope")}
    return _grader(spec) | own


def _autolab(spec: Spec) -> Files:
    inner = _grader(spec, "autograde/") | {
        "autograde/autolab.sh": _script("autolab.sh"),
        "autograde/failed.txt": _failed("autolab"),
    }
    problems = [
        f"{item.id}  {points(item.points)}{'  (extra credit)' if item.extra else ''}"
        for item in spec.rubric.values()
        if item.hidden == "no"
    ]
    return {
        "autograde-Makefile": _script("autolab.mk"),
        "autograde.tar": tarred(inner),
        "setup.sh": _script("setup.sh"),
        "problems.txt": "\n".join([*problems, ""]).encode(),
    }


def _prairielearn(spec: Spec) -> Files:
    place = f"callsheet/{spec.id}"
    files = _grader(spec, f"serverFilesCourse/{place}/")
    files |= {
        f"serverFilesCourse/{place}/run.sh": _script("prairielearn.sh"),
        f"serverFilesCourse/{place}/failed.json": _failed("prairielearn"),
        f"serverFilesCourse/{place}/Dockerfile": _script("Dockerfile"),
    }
    info = {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"callsheet:{spec.id}")),
        "title": spec.title,
        "topic": "Networking",
        "type": "v3",
        "gradingMethod": "External",
        "externalGradingOptions": {
            "enabled": True,
            "image": "YOUR-IMAGE",
            "serverFilesCourse": [f"{place}/"],
            "entrypoint": f"/grade/serverFilesCourse/{place}/run.sh",
            "timeout": _TIMEOUT,
        },
    }
    question = _script("question.html").decode().replace("@FILES@", ",".join(_to_hand_in(spec)))
    return files | {
        f"questions/{spec.id}/info.json": (json.dumps(info, indent=2) + "\n").encode(),
        f"questions/{spec.id}/question.html": question.encode(),
    }


def _classroom50(spec: Spec) -> Files:
    place = f"autograders/{spec.id}/"
    return _grader(spec, place) | {f"{place}autograder.py": _script("classroom50.py")}


def _to_hand_in(spec: Spec) -> list[str]:
    """The files that students hand in, as the handout calls them."""
    names = handout.emptied(spec)
    if names:
        return list(names)
    skeleton = Path(spec.folder, "skeleton")
    found = sorted(path.name for path in skeleton.glob("*.py"))
    return found or [f"{name}.py" for name, role in spec.roles.items() if role.by == BY_STUDENT]


def _failed(platform: str) -> bytes:
    return failure(platform).encode()


_MAKERS = {
    "gradescope": _gradescope,
    "autolab": _autolab,
    "prairielearn": _prairielearn,
    "classroom50": _classroom50,
}
