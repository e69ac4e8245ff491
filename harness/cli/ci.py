"""``ci``: grade what a job has checked out, and tell it where the job's platform shows it.

A student reads all of it: the log, the summary, the files.  So what is hidden from students is left
out of the assignment before anything is played (:mod:`harness.selfcheck.openbook`).  And whatever
goes wrong with us becomes a result that says so, with an exit code of its own; a platform must
never see a zero.
"""

import argparse

from harness.cli import common
from harness.model.errors import MachineError, UsageError

_ABOUT = """\
Grade what a job of continuous integration has checked out, and say so where its platform shows it.

On GitHub's runners: the student's page with its diagrams as the job's summary, an annotation beside
each line of code that lost points, and the outputs 'result' (for the classroom's autograding
reporter), 'score', 'max-score' and 'code'.  Anywhere: files for JUnit, Markdown and JSON, and
the report with packets and timelines.  docs/ci.md has workflows to copy.

Everything is as a student may read it: items that are hidden are left out."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("ci", help="grade in continuous integration", description=_ABOUT)
    parser.add_argument(
        "assignment",
        metavar="ASSIGNMENT",
        nargs="?",
        help="its id or a path, as elsewhere (default: what the file .assignment says that lies in "
        "the submission)",
    )
    parser.add_argument(
        "--submission", metavar="DIR", default=".", help="what is graded (default: this folder)"
    )
    parser.add_argument("--out", metavar="DIR", help="write the report there, for an artifact")
    parser.add_argument("--junit", metavar="FILE", help="write JUnit XML: a test for each item")
    parser.add_argument(
        "--codequality", metavar="FILE", help="write the places in the code as GitLab takes them"
    )
    parser.add_argument(
        "--summary",
        metavar="FILE",
        help="write the summary as Markdown to FILE too; '-' writes it to standard output instead "
        "of the text",
    )
    parser.add_argument(
        "--pass-at",
        metavar="PERCENT",
        type=_percent,
        help="end with 0 from this share of the points on; 0: whenever grading worked",
    )
    parser.add_argument(
        "--require",
        metavar="ITEM[,ITEM]",
        action="append",
        default=[],
        help="end with 0 if these items pass, whatever else is lost (with --pass-at: both)",
    )
    parser.add_argument(
        "--notices",
        action="store_true",
        help="say the points in the notices 'Autograding complete' and 'Autograding report' (where "
        "no reporter does)",
    )
    parser.add_argument("--classroom50", metavar="FILE", help="write Classroom 50's result.json")
    parser.add_argument(
        "--stamp",
        metavar="KEY=VALUE",
        action="append",
        default=[],
        help="what Classroom 50 has to be told and the job does not know",
    )
    common.add_jobs(parser, "scenes")
    common.add_json(parser)
    parser.set_defaults(act=act)


def act(arguments: argparse.Namespace) -> int:
    """Grade, write, print; returns the exit code."""
    if arguments.json == arguments.summary == "-":
        raise UsageError("only one of --json and --summary can go to standard output")
    from harness.cli import attempt, deliver, job

    about = job.current()
    tried = attempt.graded(arguments, about)
    try:
        deliver.deliver(arguments, about, tried)
    except (UsageError, MachineError):  # a file that cannot be written
        raise
    except Exception as error:  # our reports failed: that is said with what needs none of them
        tried = attempt.broken(arguments, error, common.HARNESS_FAILED)
        deliver.deliver(argparse.Namespace(**{**vars(arguments), "out": None}), about, tried)
    return tried.code


def _percent(text: str) -> float:
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        number = -1
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number from 0 to 100")
    return number
