"""``platform``: grade one hand-in on a platform, and write the result in the platform's own form.

What a package (``grade.py package``) runs.  The file appears whole or not at all, so that what lies
there in case of a failure is not half overwritten.
"""

import argparse
import os
import sys
from pathlib import Path

from harness.cli import common

_PLATFORMS = ("gradescope", "autolab", "prairielearn", "classroom50")
_ABOUT = """\
Grade one submission, and write the result as a platform takes it.  This is what the packages that
'package' makes call.  Ends with 0 if there is a score, whatever it is; with 3 if there is none,
since the harness failed or nothing could be played: the result then says so in the platform's way.
Standard output is for those who run the course."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "platform", help="grade one submission for a platform (packages do)", description=_ABOUT
    )
    common.add_assignment(parser)
    parser.add_argument("submission", metavar="SUBMISSION", help="what a student handed in")
    parser.add_argument(
        "--for", dest="platform", required=True, choices=_PLATFORMS, help="whose form it has"
    )
    parser.add_argument("--out", metavar="FILE", required=True, help="where the result goes")
    common.add_jobs(parser, "scenes")
    common.add_json(parser)
    parser.set_defaults(act=act)


def act(arguments: argparse.Namespace) -> int:
    """Grade, write, tell; returns 0 if there is a score, else 3."""
    from harness import pipeline
    from harness.export import outgoing, platforms
    from harness.grading import standing

    course = pipeline.prepare(common.find_assignment(arguments.assignment))
    result = pipeline.grade_submission(course, Path(arguments.submission), arguments.jobs)
    result = standing(result, course.spec.policy)
    if text := platforms.written(result, arguments.platform, os.environ):
        _replace(Path(arguments.out), text)
    if arguments.json:
        from harness.reports.jsonresult import plain

        common.write_json(arguments.json, plain(result))
    if why := outgoing.withheld(result):
        print(f"{why}\n{outgoing.cause(result)}", file=sys.stderr)
        return common.HARNESS_FAILED
    if arguments.json != "-":
        print(f"{result.worth:g} of {result.max:g} points, {result.seconds:.1f} s, {result.mode}")
    return common.FULL_MARKS


def _replace(file: Path, text: str) -> None:
    beside = file.with_name(f".{file.name}.part")
    with common.writing(str(file)):
        beside.write_text(text, encoding="utf-8")
        beside.replace(file)
