"""``run``: grade one submission and say what was found."""

import argparse
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from harness.cli import common
from harness.model.errors import UsageError

if TYPE_CHECKING:
    from harness.model.result import Result

_ABOUT = """\
Grade one submission: play every scene of the assignment with its programs, and print each item
of the rubric with what was expected, what happened instead, and a hint.

SUBMISSION is a folder, a zip or tar, or a single file, as it was handed in."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("run", help="grade one submission", description=_ABOUT)
    common.add_assignment(parser)
    parser.add_argument("submission", metavar="SUBMISSION", help="what a student handed in")
    parser.add_argument(
        "--out", metavar="DIR", help="write the report there too (a page, timelines, packets)"
    )
    parser.add_argument(
        "--markdown",
        metavar="FILE",
        help="write the student's page as Markdown to FILE, with diagrams in Mermaid; '-' writes "
        "it to standard output instead of the text",
    )
    common.add_jobs(parser, "scenes")
    common.add_mode(parser)
    common.add_json(parser)
    parser.set_defaults(act=act)


def act(arguments: argparse.Namespace) -> int:
    """Grade, print, write; returns the exit code."""
    with common.loading():
        from harness import pipeline

    if arguments.json == arguments.markdown == "-":
        raise UsageError("only one of --json and --markdown can go to standard output")
    course = pipeline.prepare(common.find_assignment(arguments.assignment), arguments.mode)
    common.warn_of(course.mode)
    result = pipeline.grade_submission(course, Path(arguments.submission), arguments.jobs)
    if arguments.out:
        from harness.reports.folder import write_submission

        with common.writing(arguments.out):
            result = write_submission(result, Path(arguments.out))
    if arguments.json:
        from harness.reports.jsonresult import plain

        common.write_json(arguments.json, plain(result))
    if arguments.markdown:
        from harness.reports.markdown import markdown

        common.write_text(arguments.markdown, markdown(result))
    if "-" not in (arguments.json, arguments.markdown):
        _print(result)
    return common.exit_code([result])


def _print(result: "Result") -> None:
    from harness.reports.terminal import summary

    width = shutil.get_terminal_size((100, 24)).columns
    sys.stdout.write(summary(result, width=width, colour=common.colour()))
