"""The command line, as its users call it, and the formats that it has published."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

TOP = Path(__file__).resolve().parents[1]
PLAIN = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"}


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
