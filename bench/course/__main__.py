"""The way of a whole course: ``python -m bench.course``.

300 students (``--students``) in the five assignments, each a Canvas download made of the
assignment's reference and mistakes; graded by the commands of ``docs/instructor.md``, brought back
as Canvas's CSV, and every cell of that compared with what it must be.  Takes half an hour.
Ends with 1 if one is wrong.
"""

import argparse
import csv
import os
import sys
import tempfile
from pathlib import Path

from bench.course import download
from bench.measure import Cost, measure
from harness import interpreters
from harness.spec import load

_TOP = Path(__file__).resolve().parents[2]
_IDS = tuple(sorted(path.parent.name for path in _TOP.glob("assignments/*/spec.yaml")))


def main() -> int:
    """Grade the course and print what came of it."""
    parser = argparse.ArgumentParser(prog="bench.course", description=__doc__)
    parser.add_argument("--students", type=int, default=300, help="of all assignments together")
    parser.add_argument("--assignment", choices=_IDS, action="append", help="only this one")
    parser.add_argument("--seed", type=int, default=1, help="of who handed in what (default: 1)")
    parser.add_argument("--jobs", type=int, help="submissions at once")
    told = parser.parse_args()
    ids = told.assignment or _IDS
    load_then = " ".join(f"{value:.2f}" for value in os.getloadavg())
    print(f"{told.students} students; load over 1, 5 and 15 minutes at the start: {load_then}\n")
    headings = ("assignment", "students", "cells right", "blank, 0, EX", "wrong")
    print("|", " | ".join((*headings, "wall, s", "processor, s")), "|")
    print("|---|---|---|---|---|---|---|")
    wrong: list[str] = []
    for number, name in enumerate(ids):
        count = told.students // len(ids) + (number < told.students % len(ids))
        wrong += _grade(name, count, told.seed, told.jobs)
    print("\n" + ("\n".join(wrong) if wrong else "Every cell is right."))
    return int(bool(wrong))


def _grade(name: str, count: int, seed: int, jobs: int | None) -> list[str]:
    spec = load(_TOP / "assignments" / name)
    versions = [each.version for each in interpreters.find()]
    made = download.make(spec, count, seed, versions)
    with tempfile.TemporaryDirectory(prefix="callsheet-course-") as place:
        room = Path(place)
        (room / "submissions.zip").write_bytes(made.archive)
        (room / "roster.csv").write_text(made.roster, encoding="utf-8")
        more = ["--jobs", str(jobs)] if jobs else []
        files = [str(room / "submissions.zip"), "--roster", str(room / "roster.csv")]
        cost = _run("batch", name, *files, "--out", str(room / "out"), *more)
        sheet = room / "grades.csv"
        column = ("--column", f"{name} (1)")
        _run("export", str(room / "out"), "--format", "canvas", *column, "--out", str(sheet))
        with sheet.open(encoding="utf-8-sig", newline="") as file:
            rows = {row["ID"]: row for row in csv.DictReader(file)}
    wrong = [
        f"{name}: {one.name} ({one.hand_in}) has '{got}', not '{one.grade}'"
        for one in made.students
        if (got := rows.get(one.id, {}).get(f"{name} (1)", "no row")) != one.grade
    ]
    tally = [sum(one.grade == kind for one in made.students) for kind in ("", "0", "EX")]
    right = len(made.students) - len(wrong)
    cells = (name, count, right, ", ".join(map(str, tally)), len(wrong))
    print("|", *(f"{cell} |" for cell in cells), f"{cost.wall:.0f} | {cost.cpu:.0f} |", flush=True)
    return wrong


def _run(*words: str) -> Cost:
    """A command of the tool; whatever its exit code says of the class, it must not be a failure."""
    argv = [sys.executable, str(_TOP / "grade.py"), *words]
    cost = measure(argv, _TOP, dict(os.environ))
    if cost.code > 2 or cost.left:
        raise SystemExit(f"{' '.join(words)}: exit code {cost.code}\n{cost.output}")
    return cost


if __name__ == "__main__":
    sys.exit(main())
