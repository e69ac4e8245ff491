"""``export``: the grades of a class, in the form that a platform takes."""

import argparse
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.cli import common

if TYPE_CHECKING:
    from collections.abc import Sequence

    from harness.export import Row

_FORMATS = ("canvas", "moodle", "csv", "excel", "junit", "feedback")
_ABOUT = """\
Write the grades of a class that was graded by 'batch': as a CSV for the gradebook of Canvas or
Moodle, as a plain table (csv, excel), as JUnit XML, or as a folder of feedback pages named for a
bulk upload.  A grade that is not decided yet is left blank, and told."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("export", help="write grades for a gradebook", description=_ABOUT)
    parser.add_argument(
        "results", metavar="RESULTS", help="the folder that batch wrote, or its results.json"
    )
    parser.add_argument("--format", required=True, choices=_FORMATS, help="what to write")
    parser.add_argument("--out", metavar="FILE", required=True, help="the file; a folder of pages")
    parser.add_argument(
        "--column",
        metavar="TITLE",
        help="the assignment's heading in the gradebook (default: its title); for an assignment "
        "that Canvas has, its own: 'PA1 (12345)'",
    )
    parser.add_argument(
        "--undecided",
        choices=("blank", "count"),
        default="blank",
        help="what an item without a verdict does: leave the grade blank (default), or count 0",
    )
    common.add_json(parser)
    parser.set_defaults(act=act)


def act(arguments: argparse.Namespace) -> int:
    """Read, write, tell; returns 2 if a grade was left blank that is not decided."""
    from harness import export

    graded = export.read(Path(arguments.results))
    rows = export.rows(graded.results, arguments.undecided)
    first = graded.results[0] if graded.results else None
    column = arguments.column or (first and (first.title or first.assignment)) or "Grade"
    with common.writing(arguments.out):
        count = export.write(arguments.format, graded, rows, column, Path(arguments.out))
    _tell(rows)
    for name in graded.ungraded:
        print(f"{name}: not graded yet; 'batch' with the same --out goes on", file=sys.stderr)
    if arguments.json:
        common.write_json(arguments.json, {"column": column, "grades": list(map(_plain, rows))})
    what = "pages" if arguments.format == "feedback" else "students"
    if arguments.json != "-":
        print(f"{arguments.out}: {count} {what}")
    return common.NOT_JUDGED if any(row.why for row in rows) else common.FULL_MARKS


def _plain(row: "Row") -> "dict[str, Any]":
    return {
        **asdict(row.student),
        "submission": row.result.submission,
        "grade": row.grade,
        "excused": row.excused,
        "why": row.why,
    }


def _tell(rows: "Sequence[Row]") -> None:
    for row in rows:
        name, standing = row.student.name or row.result.submission, row.result.standing
        if row.why:
            print(f"{name}: no grade, {row.why}", file=sys.stderr)
        elif standing is not None and not standing.certain:
            print(f"{name}: {standing.note}", file=sys.stderr)
    over = [row for row in rows if row.grade is not None and row.grade > row.result.max]
    if over:
        print(
            f"{len(over)} grades are above the maximum: Moodle refuses these unless its site "
            "allows them.",
            file=sys.stderr,
        )
