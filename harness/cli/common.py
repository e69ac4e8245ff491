"""What several commands share: arguments that look alike, where output goes, and the exit code."""

import argparse
import errno
import gc
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from harness.model.errors import MachineError, UsageError
from harness.model.result import FAULT, UNOBSERVABLE, Result

FULL_MARKS, POINTS_LOST, NOT_JUDGED, HARNESS_FAILED, WRONG_USAGE = 0, 1, 2, 3, 64
ASSIGNMENTS = Path(__file__).resolve().parent.parent.parent / "assignments"
_MISNAMED = ("spec.yml", "Spec.yaml", "spec.yaml.txt")


def add_assignment(parser: argparse.ArgumentParser) -> None:
    """The first argument of most commands."""
    parser.add_argument(
        "assignment",
        metavar="ASSIGNMENT",
        help="the id of an assignment (a folder in assignments/), or a path to a folder with a "
        "spec.yaml, anywhere",
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """``--json FILE|-``."""
    parser.add_argument(
        "--json",
        metavar="FILE",
        help="also write the result as JSON to FILE; '-' writes it to standard output instead of "
        "the text",
    )


def add_jobs(parser: "argparse._ActionsContainer", what: str) -> None:
    """``--jobs N``."""
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=positive,
        default=None,
        help=f"{what} at once (default: as many as this machine has processors to keep busy)",
    )


def add_mode(parser: "argparse._ActionsContainer") -> None:
    """``--mode MODE``."""
    parser.add_argument(
        "--mode",
        choices=("isolated", "container", "plain"),
        default="",
        help="play in this mode only (default: the best that this machine gives)",
    )


def warn_of(mode: str) -> None:
    """Say on standard error what programs of strangers can reach where they have no sandbox."""
    if mode not in {"container", "plain"}:
        return
    from harness.stage import fence

    kept_in = mode == "container" and fence.version()
    whose = f"your user id, with {'what lies in /tmp' if kept_in else 'your files'} in reach"
    if os.geteuid() == 0:
        whose = "a user id of their own, and can look around on this machine"
    sys.stderr.write(
        f"Mode {mode}: programs run without a sandbox, under {whose}. Grade strangers' programs so "
        "only where there is nothing to lose; 'doctor' says what 'isolated' needs.\n"
    )


@contextmanager
def loading() -> Iterator[None]:
    """While the pipeline is imported, which stays: it is never looked through for what could go."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def positive(text: str) -> int:
    """A number of the command line, from 1 to 1000; argparse tells of any other."""
    number = int(text) if text.isdigit() else 0
    if not 1 <= number <= 1000:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 1 to 1000")
    return number


def assignments() -> dict[str, Path]:
    """The folders of the repository's assignments, by id, in order."""
    return {place.parent.name: place.parent for place in sorted(ASSIGNMENTS.glob("*/spec.yaml"))}


def find_assignment(name: str) -> Path:
    """The folder of an assignment, by path or by id.  Raises UsageError that lists the ids."""
    path = Path(name)
    if (path / "spec.yaml").is_file() or path.name == "spec.yaml":
        return path if path.name != "spec.yaml" else path.parent
    known = ASSIGNMENTS / name
    if "/" not in name and (known / "spec.yaml").is_file():
        return known
    ids = assignments()
    if path.is_dir():
        other = _misnamed(path)
        called = f"; call its {other} so" if other else ""
        raise UsageError(f"{name}: this folder has no spec.yaml{called}")
    listed = f"; there are {', '.join(ids)}" if ids else ""
    raise UsageError(f"no assignment '{name}', and no folder with a spec.yaml{listed}")


def may_be_assignment(name: str) -> bool:
    """Whether a name, or a folder, is one of an assignment, be it by a spec of another name."""
    path = Path(name)
    return name in assignments() or (path / "spec.yaml").is_file() or bool(_misnamed(path))


def _misnamed(folder: Path) -> str:
    """What a spec is called in the folder, if it is not called so."""
    return next((one for one in _MISNAMED if (folder / one).is_file()), "")


def write_json(where: str, data: dict[str, Any]) -> None:
    """Write ``data`` to a file, or to standard output for ``-``; raises as :func:`writing`."""
    text = json.dumps(data, indent=2, ensure_ascii=False)
    write_text(where, text.encode("utf-8", "backslashreplace").decode("utf-8") + "\n")


def write_text(where: str, text: str) -> None:
    """Write ``text`` to a file, or to standard output for ``-``; raises as :func:`writing`."""
    if where == "-":
        sys.stdout.write(text)
        return
    with writing(where):
        Path(where).write_text(text, encoding="utf-8")


@contextmanager
def writing(where: str) -> Iterator[None]:
    """While something is written to ``where``: that it cannot be is a UsageError.

    A disk that is full is the machine's fault: the same command may do tomorrow.
    """
    try:
        yield
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        message = f"{where} cannot be written: {error.strerror}"
        raise (MachineError if full else UsageError)(message) from None


def exit_code(results: list[Result]) -> int:
    """The worst of what happened: a fault, something not judged, points lost, full marks."""
    verdicts = {item.verdict for result in results for item in result.items}
    if any(result.fault for result in results) or FAULT in verdicts:
        return HARNESS_FAILED
    if UNOBSERVABLE in verdicts:
        return NOT_JUDGED
    if any(result.score < result.max for result in results):
        return POINTS_LOST
    return FULL_MARKS


def colour() -> bool:
    """Whether to print in colour: a terminal, and NO_COLOR is not set (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")
