"""Packages, unpacked and started as each platform does it, in a folder that stands for its root."""

import io
import json
import os
import shutil
import subprocess
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import package as packages
from harness.model.spec import Spec

SYSTEM = {"PATH": "/usr/bin:/bin"}
NOBODY = 65534
_DENYING = Path(__file__).with_name("denying.py")
_ACTIONS = {
    "GITHUB_REPOSITORY": "course/echo-ann",
    "GITHUB_REPOSITORY_OWNER": "course",
    "GITHUB_ACTOR": "ann",
    "GITHUB_SHA": "0" * 40,
    "GITHUB_REF_NAME": "submit/1",
    "CALLSHEET_COMMITTED": "2026-11-28T10:30:00+01:00",
}


@dataclass(frozen=True)
class Told:
    """What a platform finds: ``text`` where it looks, ``code``, and what was printed beside."""

    text: str
    code: int
    printed: str

    @property
    def data(self) -> Any:
        """The text as JSON."""
        return json.loads(self.text)


@dataclass(frozen=True)
class Layout:
    """A platform's folders.

    ``grader``: where the grader was put.  ``start``: the command that the platform runs in
    ``place``.  ``found``: the file that it reads then; None: what is printed.
    """

    place: Path
    grader: Path
    start: list[str]
    found: Path | None

    def spoil(self, name: str, content: bytes) -> None:
        """Write something else into a file of the grader."""
        archive = self.place / "autograde.tar"
        if not archive.exists():
            (self.grader / name).write_bytes(content)
            return
        unpack(archive.read_bytes(), self.place)
        (self.grader / name).write_bytes(content)
        with tarfile.open(archive, "w") as packed:
            packed.add(self.place / "autograde", "autograde")
        shutil.rmtree(self.place / "autograde")

    def run(self, *, user: int = 0, denied: bool = False) -> Told:
        """Grade as the platform does, as a user, with namespaces or without."""
        words = self.start
        if denied:
            words = ["/usr/bin/python3", str(self.place.parent / "denying.py"), *words]
        if user:
            words = ["setpriv", f"--reuid={user}", f"--regid={user}", "--clear-groups", *words]
        done = subprocess.run(
            words,
            cwd=self.place,
            env=SYSTEM | _ACTIONS,
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        text = done.stdout
        if self.found is not None:
            text = self.found.read_text(encoding="utf-8") if self.found.exists() else ""
        return Told(text, done.returncode, done.stdout + done.stderr)


def lay_out(platform: str, spec: Spec, submission: Path, place: Path, user: int = 0) -> Layout:
    """Unpack the platform's package of ``spec`` in ``place``, beside a copy of ``submission``.

    What the platform's user may write to is given to ``user``; the rest is root's.
    """
    place.mkdir(parents=True)
    shutil.copy(_DENYING, place.parent)
    return _LAYOUTS[platform](spec, submission, place, user)


_made: dict[tuple[str, str], bytes] = {}


def _packed(spec: Spec, platform: str) -> bytes:
    key = spec.folder, platform
    if key not in _made:
        _made[key] = packages.packed(spec, platform)
    return _made[key]


def unpack(data: bytes, place: Path) -> None:
    """Unpack a zip or a tar with its files' modes."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for entry in archive.infolist():
                path = archive.extract(entry, place)
                Path(path).chmod(entry.external_attr >> 16 & 0o777)
    else:
        subprocess.run(["tar", "-x", "-C", place], input=data, check=True)


def _gradescope(spec: Spec, submission: Path, place: Path, user: int) -> Layout:
    unpack(_packed(spec, "gradescope"), place / "source")
    shutil.copy(place / "source" / "run_autograder", place)
    (place / "results").mkdir()
    shutil.copytree(submission, place / "submission")
    (place / "submission_metadata.json").write_text("{}")
    _give(user, place / "results")
    results = place / "results" / "results.json"
    return Layout(place, place / "source" / "callsheet", [str(place / "run_autograder")], results)


def _prairielearn(spec: Spec, submission: Path, place: Path, user: int) -> Layout:
    unpack(_packed(spec, "prairielearn"), place)
    shutil.copytree(submission, place / "student")
    info = json.loads((place / "questions" / spec.id / "info.json").read_text())
    start = info["externalGradingOptions"]["entrypoint"].replace("/grade/", f"{place}/")
    (place / "results").mkdir()
    _give(user, place / "results")
    grader = Path(start).parent / "callsheet"
    return Layout(place, grader, [start], place / "results" / "results.json")


def _autolab(spec: Spec, submission: Path, place: Path, user: int) -> Layout:
    unpack(_packed(spec, "autolab"), place)
    (place / "autograde-Makefile").rename(place / "Makefile")
    with tarfile.open(place / "handin.tar", "w") as archive:
        archive.add(submission, ".")
    for name in ("setup.sh", "problems.txt"):  # these stay with the instructor
        (place / name).unlink()
    _give(user, place)
    return Layout(place, place / "autograde" / "callsheet", ["make"], None)


def _classroom50(spec: Spec, submission: Path, place: Path, user: int) -> Layout:
    unpack(_packed(spec, "classroom50"), place)
    shutil.copytree(submission, place / "work")
    home = place / "autograders" / spec.id
    _give(user, place)
    start = ["/usr/bin/python3", str(home / "autograder.py"), str(place / "work")]
    return Layout(place, home / "callsheet", start, place / "result.json")


def _give(user: int, folder: Path) -> None:
    for path in (folder, *folder.rglob("*")) if user else ():
        os.chown(path, user, user, follow_symlinks=False)


_LAYOUTS: dict[str, Callable[[Spec, Path, Path, int], Layout]] = {
    "gradescope": _gradescope,
    "prairielearn": _prairielearn,
    "autolab": _autolab,
    "classroom50": _classroom50,
}
