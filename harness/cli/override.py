"""``override``: a person's correction of an item, with a reason."""

import argparse
import re
import sys
from pathlib import Path
from typing import Any

from harness.cli import common
from harness.model.errors import UsageError

_ABOUT = """\
Correct what the grader found: give an item of a submission the points that a person says, with the
reason.  DIR is where 'batch' wrote to.  A correction stands whatever is graded or marked again, is
shown with its reason in every report, and can be taken back with --remove.

  %(prog)s first-message out ann told 5 --reason "a typo in the handout"
  %(prog)s first-message out ann told --remove --reason "it was right after all"
  %(prog)s first-message out --csv corrections.csv

The CSV has a heading with the columns submission, item, points, reason; empty points take an
earlier correction back.  If one row is wrong, none is kept."""
_COLUMNS = ("submission", "item", "points", "reason")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("override", help="correct an item by hand", description=_ABOUT)
    common.add_assignment(parser)
    parser.add_argument("folder", metavar="DIR", help="the report folder of the class")
    parser.add_argument("submission", metavar="SUBMISSION", nargs="?", help="whose")
    parser.add_argument("item", metavar="ITEM", nargs="?", help="which item of the rubric")
    parser.add_argument("points", metavar="POINTS", nargs="?", help="what it is worth")
    parser.add_argument("--reason", metavar="TEXT", default="", help="why; the student reads it")
    parser.add_argument("--remove", action="store_true", help="take the correction back")
    parser.add_argument("--csv", metavar="FILE", help="read corrections from a CSV file")
    common.add_json(parser)
    parser.set_defaults(act=act)


def act(arguments: argparse.Namespace) -> int:
    """Keep the corrections and show them; returns the exit code."""
    from harness.remark import correct

    assignment = common.find_assignment(arguments.assignment)
    rows = _of_file(arguments.csv) if arguments.csv else [_of_words(arguments)]
    with common.writing(arguments.folder):
        kept, waiting = correct(assignment, Path(arguments.folder), rows)
    if arguments.json:
        common.write_json(arguments.json, _plain(kept, waiting))
    if arguments.json != "-":
        _tell(kept, len(rows) - len(kept), waiting)
    return common.NOT_JUDGED if waiting else common.FULL_MARKS


_Row = tuple[str, str, float | None, str]


def _plain(rows: list[_Row], waiting: list[str]) -> dict[str, Any]:
    """What was kept, as data; ``waiting``: whose corrections are shown when graded again."""
    corrected = [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
    return {"corrected": corrected, "waiting": waiting}


def _tell(rows: list[_Row], idle: int, waiting: list[str]) -> None:
    sys.stdout.write("Corrected.\n" if (len(rows), idle) == (1, 0) else f"{len(rows)} corrected.\n")
    if idle:
        sys.stdout.write(f"{idle} to be taken back had no correction: nothing has changed there\n")
    for name in waiting:
        sys.stdout.write(f"{name}: kept, and shown when it is graded again: the spec has changed\n")


def _of_words(arguments: argparse.Namespace) -> _Row:
    if not arguments.submission or not arguments.item:
        raise UsageError("say which SUBMISSION and ITEM, or --csv FILE")
    if arguments.remove == (arguments.points is not None):
        raise UsageError("say POINTS, or --remove")
    points = None if arguments.remove else _number(arguments.points)
    return arguments.submission, arguments.item, points, arguments.reason


def _of_file(file: str) -> list[_Row]:
    """The rows of a CSV, as any spreadsheet saves it."""
    from harness.intake import tables

    text = tables.text_of(Path(file))
    known = {column: column for column in _COLUMNS}
    if tables.headings(text, known) != {*_COLUMNS}:
        raise UsageError(f"{file}: it needs the columns {', '.join(_COLUMNS)}")
    found: list[_Row] = []
    for row in tables.rows(text, known):
        name, item, points, reason = (row.get(column, "") for column in _COLUMNS)
        whose = f"{file}, {name or 'nobody'}, {item or 'no item'}: "
        if not (name and item):
            raise UsageError(f"{whose}it needs a submission and an item")
        found.append((name, item, _number(points, whose) if points else None, reason))
    return found


def _number(text: str, whose: str = "") -> float:
    """Points, also as written where decimals have a comma."""
    try:
        return float(re.sub(r"^(\d*),(\d{1,2})$", r"\1.\2", text))
    except ValueError:
        raise UsageError(f"{whose}'{text}' is no number of points") from None
