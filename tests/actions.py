"""A runner of GitHub's Actions, as far as our action needs one: expressions, files, commands.

What it takes for a command follows the runner's own reading of a line: one that begins with ``::``
after blanks, or has ``##[`` anywhere; and none while commands are stopped, but the token alone.
"""

import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

_COMMAND = re.compile(r"::([\w-]+)(?: ([^\n]*?))?::(.*)")
_OLD = re.compile(r"##\[([\w-]+)[^\]]*\]")
_EXPRESSION = re.compile(r"\$\{\{\s*([\w.-]+)\s*\}\}")
_DATA = (("%0D", "\r"), ("%0A", "\n"), ("%25", "%"))
_PROPERTY = (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%"))


@dataclass(frozen=True)
class Command:
    """A command that the runner did, with its parts as they were before they were escaped."""

    name: str
    message: str
    properties: Mapping[str, str] = field(default_factory=dict)


def commands(lines: Iterable[str]) -> list[Command]:
    """The commands in what was printed."""
    found, token = [], ""
    for line in lines:
        begun = line.lstrip()
        if token:
            token = "" if begun.rstrip() == f"::{token}::" else token
        elif match := _COMMAND.match(begun):
            name, given, message = match.groups()
            if name == "stop-commands":
                token = message
                continue
            pairs = (pair.partition("=") for pair in (given or "").split(",") if pair)
            properties = {key.strip(): _plain(value, _PROPERTY) for key, _, value in pairs}
            found.append(Command(name, _plain(message, _DATA), properties))
        elif match := _OLD.search(line):
            found.append(Command(match[1], "the old way"))
    assert not token, "commands were stopped and never allowed again"
    return found


@dataclass(frozen=True)
class Ran:
    """A step that ran: its exit code, what it printed, its outputs and its summary."""

    code: int
    log: str
    outputs: Mapping[str, str]
    summary: str

    @property
    def commands(self) -> list[Command]:
        """What the runner did for it."""
        return commands(self.log.splitlines())


def load(file: Path) -> Any:
    """A YAML file; ``on`` stays a word."""
    return yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)


def step(
    action: Path, workspace: Path, given: Mapping[str, str], env: Mapping[str, str], **user: Any
) -> Ran:
    """Run the action's one step that has a script, with the inputs that a workflow gives."""
    described = load(action)
    values = {name: one.get("default", "") for name, one in described["inputs"].items()}
    assert not set(given) - set(values), "an input that the action does not have"
    inputs = {f"inputs.{name}": value for name, value in (values | dict(given)).items()}
    (script,) = [one for one in described["runs"]["steps"] if "run" in one]
    temp = Path(env["RUNNER_TEMP"])
    files = {name: temp / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    for file in files.values():
        file.write_bytes(b"")
        file.chmod(0o666)
    (temp / "script.sh").write_text(_filled(script["run"], inputs), encoding="utf-8")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", temp / "script.sh"],
        cwd=workspace,
        env={
            **env,
            **{name: str(file) for name, file in files.items()},
            **{name: _filled(value, inputs) for name, value in script["env"].items()},
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(workspace),
            "GITHUB_ACTION_PATH": str(action.parent),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        **user,
    )
    lines = files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines()
    outputs = {f"steps.{script['id']}.outputs.{k}": v for k, _, v in map(_pair, lines)}
    told = {name: _filled(one["value"], outputs) for name, one in described["outputs"].items()}
    summary = files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
    return Ran(done.returncode, os.fsdecode(done.stdout), told, summary)


def _pair(line: str) -> tuple[str, str, str]:
    return line.partition("=")


def _filled(text: str, values: Mapping[str, str]) -> str:
    """``text`` with its expressions worked out; what was never set is empty, as there."""
    return _EXPRESSION.sub(lambda found: values.get(found[1], ""), text)


def _plain(text: str, table: tuple[tuple[str, str], ...]) -> str:
    for escaped, letter in table:
        text = text.replace(escaped, letter)
    return text
