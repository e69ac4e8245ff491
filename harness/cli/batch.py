"""``batch``: grade every submission of a class."""

import argparse
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli import common
from harness.cli.progress import Progress

if TYPE_CHECKING:
    from harness.model.result import Result

_ABOUT = """\
Grade every submission in a folder: each folder, zip, tar or Python file in it is one.  Writes a
report folder with index.html (the class), one page a student, results.json and grades.csv, and
prints a table."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "batch",
        help="grade a class",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    common.add_assignment(parser)
    parser.add_argument("folder", metavar="DIR", help="the folder with the submissions")
    parser.add_argument("--out", metavar="DIR", required=True, help="where the report goes")
    common.add_jobs(parser, "submissions")
    parser.add_argument(
        "--markdown",
        action="store_true",
        help="write each student's page as Markdown too (index.md), with diagrams in Mermaid",
    )
    common.add_json(parser)
    parser.set_defaults(act=act)


def act(arguments: argparse.Namespace) -> int:
    """Grade all, show progress, write the reports; returns the exit code."""
    from harness import pipeline

    course = pipeline.prepare(common.find_assignment(arguments.assignment))
    progress = Progress(silent=arguments.json == "-")
    out = Path(arguments.out)
    with common.writing(arguments.out):
        out.mkdir(parents=True, exist_ok=True)
    results = pipeline.grade_class(
        course, Path(arguments.folder), out, arguments.jobs, progress.step
    )
    progress.end()
    if arguments.markdown:
        from harness.reports.folder import write_markdown

        with common.writing(arguments.out):
            write_markdown(results, out)
    if arguments.json:
        from harness.reports.folder import as_seen_from_class
        from harness.reports.jsonresult import batch

        common.write_json(arguments.json, batch(map(as_seen_from_class, results)))
    if arguments.json != "-":
        _print(results, out)
    return common.exit_code(results)


def _print(results: "list[Result]", out: Path) -> None:
    from harness.reports.terminal import class_table

    width = shutil.get_terminal_size((100, 24)).columns
    sys.stdout.write(class_table(results, width=width, colour=common.colour()))
    sys.stdout.write(f"\nThe report: {out / 'index.html'}\n")
