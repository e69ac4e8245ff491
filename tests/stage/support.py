"""Plays small programs, given as source text, on a real stage."""

import atexit
import os
import pickle
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Self

import pytest

from bench.corpus.case import LIMITS, QUIET, Act, Case, script
from harness.model.casting import Limits, Recording, Scripted
from harness.model.events import Event, Printed
from harness.stage import pool

TOP = Path(__file__).resolve().parents[2]
OWN, ORDINARY = "own", "ordinary"
_NOBODY = "nobody"


class Player:
    """Plays scenes as the user who runs the tests (``own``), or as an ordinary one."""

    def __init__(self, user: str) -> None:
        self.user = user
        if user == ORDINARY and os.geteuid() != 0:
            pytest.skip("the user who runs the tests is an ordinary one")

    def command(self) -> dict[str, Any]:
        """How a player is started (arguments of ``subprocess``)."""
        if self.user == OWN:
            return {"args": [sys.executable, "-m", "tests.stage.player"], "cwd": TOP}
        user = pwd.getpwnam(_NOBODY)
        return {
            "args": ["/usr/bin/python3", "-m", "tests.stage.player"],
            "cwd": copy_for_everybody(),
            "user": user.pw_uid,
            "group": user.pw_gid,
            "extra_groups": [],
            "env": {"PATH": "/usr/bin:/bin", "HOME": "/"},
        }

    def play(self, orders: Sequence[pool.Order], at_once: int = 1) -> list[Recording]:
        """Play scenes; nothing may be left of them afterwards."""
        done = subprocess.run(
            **self.command(),
            input=pickle.dumps((list(orders), at_once)),
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr.decode()
        recordings, left = pickle.loads(done.stdout)
        assert not left, f"the scenes left behind: {left}"
        return list(recordings)

    def play_cases(self, cases: Sequence[Case], at_once: int, hold: float = 0.0) -> list[Recording]:
        """Play cases of the corpus."""
        with Room() as room:
            orders = [pool.Order(room.job(case), script(case), hold=hold) for case in cases]
            return self.play(orders, at_once)

    def play_programs(
        self,
        programs: dict[str, str],
        acts: tuple[Act, ...] = (),
        *,
        claim: str = QUIET,
        scripted: tuple[Scripted, ...] = (),
        limits: Limits = LIMITS,
        addresses: tuple[str, ...] = (),
        together: bool = False,
    ) -> Recording:
        """Play one scene of programs given as source, to its end; a fault fails the test."""
        case = Case(
            "scene", programs, acts, claim, (), scripted, addresses, limits, together=together
        )
        (recording,) = self.play_cases([case], 1)
        assert recording.fault is None, recording.fault
        return recording


class Room:
    """A folder that every user can read, for the files of programs."""

    def __enter__(self) -> Self:
        self.path = Path(tempfile.mkdtemp(prefix="stage-"))
        self.path.chmod(0o755)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.path)

    def job(self, case: Case) -> Any:
        """The scene of a case, its programs written down here."""
        folders = {}
        for role, source in case.programs.items():
            folder = self.path / f"{case.name}-{role}"
            folder.mkdir()
            (folder / "main.py").write_text(source, encoding="utf-8")
            folders[role] = str(folder)
        return case.job(folders)


@cache
def copy_for_everybody() -> Path:
    """A copy of what a player needs, since an ordinary user may not be let into the checkout."""
    place = Path(tempfile.mkdtemp(prefix="callsheet-"))
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    place.chmod(0o755)
    leave_out = shutil.ignore_patterns("__pycache__", "*.css", "*.js")
    for part in ("harness", "bench/corpus", "tests/stage"):
        shutil.copytree(TOP / part, place / part, ignore=leave_out)
    return place


def of(recording: Recording, kind: type[Event], who: str = "") -> list[Any]:
    """The events of a kind (and of a role)."""
    events = recording.timeline.events
    return [one for one in events if type(one) is kind and who in ("", one.who)]


def printed(recording: Recording, who: str) -> str:
    """All that a role printed."""
    data = b"".join(event.data for event in of(recording, Printed, who))
    return data.decode("utf-8", "replace").replace("\r\n", "\n")
