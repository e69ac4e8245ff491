"""Audits every assignment in the modes that see less: ``python -m bench.modes``.

Each is played on a machine to which the kernel denies what the mode goes without
(``tests/stage/deny.py``): as root with the capabilities of a container, as a user who is nobody,
and in ``plain``.  A verdict has to be the one that it is without, or ``unobservable`` with a
reason.  Prints how many there were of each, by assignment and mode, and all that are neither.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

TOP = Path(__file__).parents[1]
DENY = TOP / "tests" / "stage" / "deny.py"
# the mode, and what is denied
_MACHINES = {
    "root": ("container", ("namespaces", "docker")),
    "user": ("container", ("namespaces", "raw", "nobody")),
    "plain": ("plain", ("namespaces", "raw", "proc", "nobody")),
}
_CODES = {0: "", 1: "wrong", 2: "undecided", 3: "a fault"}


def main() -> int:
    """Audit; 0 if no verdict was wrong."""
    parser = argparse.ArgumentParser(prog="bench.modes", description=__doc__)
    every = sorted(path.parent.name for path in TOP.glob("assignments/*/spec.yaml"))
    parser.add_argument("assignments", nargs="*", metavar="ASSIGNMENT", default=every)
    parser.add_argument("--on", choices=_MACHINES, action="append", help="only this machine")
    parser.add_argument("--limit", metavar="N", help="no more than N mistakes of each")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep each audit there")
    arguments = parser.parse_args()
    if os.geteuid():
        parser.error("only root can deny a program all of this")
    row = "{:20} {:7} {:>9} {:>8} {:>8} {:>6} {:>7}  {}".format
    print(row("assignment", "machine", "verdicts", "judged", "unseen", "wrong", "seconds", ""))
    worst, told = 0, []
    for machine in arguments.on or _MACHINES:
        for assignment in arguments.assignments:
            begun = time.monotonic()
            code, found = _audit(machine, assignment, arguments)
            worst = max(worst, code)
            seconds = time.monotonic() - begun
            wrong = _wrong(found)
            counts = _counts(found)
            cells = (counts[0], counts[0] - counts[1], counts[1], len(wrong), f"{seconds:.0f}")
            print(row(assignment, machine, *cells, _CODES.get(code, code)), flush=True)
            told += [f"{assignment}, {machine}: {line}" for line in wrong]
    print("", *told, sep="\n")
    return worst


def _audit(
    machine: str, assignment: str, arguments: argparse.Namespace
) -> tuple[int, dict[str, Any]]:
    """The exit code of one audit, and what it says as JSON."""
    mode, denied = _MACHINES[machine]
    words = [sys.executable, str(DENY), *denied, "--", sys.executable, "grade.py"]
    words += ["audit", assignment, "--mode", mode, "--json", "-"]
    words += ["--limit", arguments.limit] if arguments.limit else []
    done = subprocess.run(words, cwd=TOP, stdout=subprocess.PIPE, check=False)
    if arguments.keep is not None:
        arguments.keep.mkdir(parents=True, exist_ok=True)
        (arguments.keep / f"{assignment}.{machine}.json").write_bytes(done.stdout)
    return done.returncode, json.loads(done.stdout or b"{}")


def _counts(found: dict[str, Any]) -> tuple[int, int]:
    """How many verdicts, and how many of them could not be observed."""
    every = [verdict for row in found.get("rows", []) for verdict in row["verdicts"].values()]
    return len(every), every.count("unobservable")


def _wrong(found: dict[str, Any]) -> list[str]:
    lines = []
    for row in found.get("rows", []):
        if row["fault"]:
            lines.append(f"{row['name']}: {row['fault'].strip().splitlines()[-1]}")
        lines += [f"{row['name']}: {item}: {why}" for item, why in row["wrong"].items()]
    return lines


if __name__ == "__main__":
    sys.exit(main())
