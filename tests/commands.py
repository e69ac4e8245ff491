"""The command line, as its users call it, and the formats that it has published."""

import json
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from tests import small

TOP = Path(__file__).resolve().parents[1]
PLAIN = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"}
NEEDS_PYTHON_2 = small.GOOD.replace("print(data.decode())", "print data")


def call(
    *words: str | Path, cwd: Path = TOP, env: dict[str, str] | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run ``grade.py`` with ``words``."""
    return subprocess.run(
        [sys.executable, TOP / "grade.py", *map(str, words)],
        cwd=cwd,
        env=PLAIN | (env or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )


def schema(which: str) -> Draft202012Validator:
    """A published schema, as the command line gives it."""
    found = json.loads(call("schema", which).stdout)
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


def valid(data: Any) -> Any:
    """``data``, which is a result or the results of a class in the published format."""
    schema("result").validate(data)
    return data


def history(store: Path, submission: str) -> list[tuple[str, str]]:
    """Every grade of a hand-in that a store tells of: how it came, and by which spec (its text)."""
    with closing(sqlite3.connect(store)) as database:
        return database.execute(
            "SELECT how, text FROM grades LEFT JOIN specs USING (assignment) "
            "WHERE submission = ? ORDER BY grade",
            (submission,),
        ).fetchall()


def classroom(room: Path) -> Path:
    """``room`` with an assignment and a class for it: right, poor, mute, and one that is broken."""
    small.assignment(room / "echo")
    for name, source in (
        ("good", small.GOOD),
        ("mute", small.MUTE),
        ("broken", small.BROKEN),
        ("old", NEEDS_PYTHON_2),
    ):
        small.submission(room / "hand-ins" / name, source)
    (room / "class").mkdir()
    for name in ("good", "mute"):
        shutil.copytree(room / "hand-ins" / name, room / "class" / name)
    with zipfile.ZipFile(room / "class" / "zipped.zip", "w") as archive:
        archive.writestr("PA1/my server.py", small.GOOD)
    with tarfile.open(room / "class" / "tarred.tar.gz", "w:gz") as tar:
        tar.add(room / "hand-ins" / "good" / "server.py", "server.py")
    (room / "class" / "server_alone.py").write_text(small.GOOD, encoding="utf-8")
    (room / "class" / "names.csv").write_text("not a submission", encoding="utf-8")
    return room
