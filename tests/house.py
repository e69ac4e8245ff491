"""A place of its own in which a class is graded, as whoever runs the tests or an ordinary user."""

import importlib.util
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

TOP = Path(__file__).resolve().parents[1]
OWN, ORDINARY = "own", "ordinary"
_NOBODY = "nobody"
_DENY = TOP / "tests" / "stage" / "deny.py"
# what an ordinary user's Python lacks: libraries of the harness's, and theirs
LIBRARIES = ("yaml", "pygal", "importlib_metadata", "lazy_importer", "zipp")


class House:
    """A folder that its user can read and write, with a copy of the harness and an assignment.

    A copy, since an ordinary user may not be let into the checkout.  ``denied``: what the kernel
    denies to all that is called (see ``tests/stage/deny.py``).
    """

    def __init__(self, user: str, secret: str = "", denied: tuple[str, ...] = ()) -> None:
        self.user, self.secret, self.denied = user, secret, denied
        if user == ORDINARY and os.geteuid() != 0:
            pytest.skip("the user who runs the tests is an ordinary one")
        self._other = pwd.getpwnam(_NOBODY) if user == ORDINARY else None
        self.path = Path(tempfile.mkdtemp(prefix="house-"))
        self.path.chmod(0o755)
        self.temporary = self.path / "tmp"
        self.out = self.path / "out"
        leave_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(TOP / "harness", self.path / "harness", ignore=leave_out)
        for name in LIBRARIES:
            found = importlib.util.find_spec(name)
            if found is not None and found.origin:
                place = Path(found.origin).parent
                shutil.copytree(place, self.path / name, ignore=leave_out)
        shutil.copy(TOP / "grade.py", self.path)
        for folder in (self.temporary, self.out):
            folder.mkdir()
            self.give(folder)

    def call(
        self, *words: str, before: tuple[str, ...] = (), **more: Any
    ) -> "subprocess.Popen[bytes]":
        """Start ``grade.py`` with ``words``, in the house; ``before``: by this program."""
        who: dict[str, Any] = {}
        if self._other and not self.denied:
            who = {
                "user": self._other.pw_uid,
                "group": self._other.pw_gid,
                "extra_groups": [],
            }
        starts = [self.python, *before, self.python] if before else [self.python]
        if self.denied:
            whom = ["nobody"] if self._other else []
            starts = [sys.executable, str(_DENY), *self.denied, *whom, "--", *starts]
        return subprocess.Popen(
            [*starts, str(self.path / "grade.py"), *words],
            cwd=self.path,
            env={
                "PATH": "/usr/bin:/bin",
                "HOME": "/nonexistent",
                "LANG": "C.UTF-8",
                "TMPDIR": str(self.temporary),
                "SECRET": self.secret,
            },
            **{"stdin": subprocess.DEVNULL, **who, **more},
        )

    @property
    def owner(self) -> int | None:
        """The id of its user, if that is another one than who runs the tests."""
        return self._other.pw_uid if self._other else None

    @property
    def python(self) -> str:
        """The interpreter of its user."""
        return "/usr/bin/python3" if self._other else sys.executable

    def give(self, *places: Path) -> None:
        """Let its user write there."""
        if self._other:
            for place in places:
                os.chown(place, self._other.pw_uid, self._other.pw_gid)

    def inhabitants(self) -> list[int]:
        """The processes that work in here or for here: their command line has its name in it."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    words = (entry / "cmdline").read_bytes()
                except OSError:
                    continue
                if self.path.name.encode() in words:
                    found.append(int(entry.name))
        return found
