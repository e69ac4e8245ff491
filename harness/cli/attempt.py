"""An attempt to grade, of which something comes whatever happens.

A mistake of the instructor's, a means that the machine lacks and a crash of ours each become a
result with a fault, so that everything made of a result says so too.
"""

import argparse
import traceback
from dataclasses import replace
from pathlib import Path

from harness.cli import common, goal
from harness.cli.job import Job
from harness.cli.job import stamp as stamp_of
from harness.export.classroom50 import Stamp
from harness.export.tally import failed
from harness.model.errors import CallsheetError, SpecError, UsageError
from harness.model.quick import dataclass
from harness.model.result import Result
from harness.reports.words import worth_of


@dataclass(frozen=True, slots=True)
class Graded:
    """``result`` is as a student may read it.  ``trace``: of a failure, for the log."""

    result: Result
    code: int
    trace: str = ""
    stamp: Stamp | None = None


def graded(arguments: argparse.Namespace, about: Job) -> Graded:
    """Grade what ``arguments`` name; never raises for anything but an interrupt."""
    try:
        return _grade(arguments, about)
    except (SpecError, UsageError) as error:
        return broken(arguments, error, common.WRONG_USAGE)
    except Exception as error:  # whatever it was, it was not the student
        return broken(arguments, error, common.HARNESS_FAILED)


def _grade(arguments: argparse.Namespace, about: Job) -> Graded:
    from harness import pipeline
    from harness.selfcheck.openbook import open_course

    submission, wanted = Path(arguments.submission), goal.goal_of(arguments)
    folder = _assignment(arguments.assignment, submission)
    course = open_course(pipeline.prepare(folder))
    goal.check(wanted, course.spec.rubric)
    stamp = None
    if arguments.classroom50:
        stamp = stamp_of(arguments.stamp, course.spec.id, submission, about)
    result = pipeline.grade_submission(course, submission, arguments.jobs)
    if course.denied:  # elsewhere an operator reads this; here it would be taken for a grade
        result = replace(result, fault=f"No program can be run on this machine: {course.denied}")
    if failed(result) and not result.fault:  # in a scene: what is left of the score is no grade
        told = (problem for problem in result.problems if problem.startswith("The grader failed"))
        result = replace(result, fault=next(told, "The grader failed in a scene."))
    if result.elsewhere:
        more = f"{worth_of(result.elsewhere)} more are for what is not shown yet"
        result = replace(result, problems=(*result.problems, f"{more}, and not counted here."))
    return Graded(result, goal.exit_code(result, wanted), stamp=stamp)


def broken(arguments: argparse.Namespace, error: Exception, code: int) -> Graded:
    """What there is to say where grading came to nothing."""
    trace = ""
    if isinstance(error, SpecError):  # without the lines themselves, which may be hidden
        wrong = [f"{one.file}:{one.line}:{one.column}: {one.message}" for one in error.mistakes]
        why = "\n".join(["The assignment's spec has mistakes.", *wrong])
    elif isinstance(error, CallsheetError):
        why = str(error)
    else:
        why = f"{type(error).__name__}: {error}"
        trace = "".join(traceback.format_exception(error))
    name = Path(arguments.assignment or ".").name or "callsheet"
    submission = Path(arguments.submission).resolve().name or "submission"
    return Graded(Result(name, submission, 0, 0, 0, "", (), (), fault=why), code, trace)


def _assignment(named: str | None, submission: Path) -> Path:
    """The assignment's folder; never one inside of what is graded."""
    from harness.selfcheck.recognising import marked

    if named is not None:
        folder = common.find_assignment(named)
    elif found := marked(submission, common.assignments()):
        folder = found.folder
    else:
        raise UsageError("no ASSIGNMENT was named, and there is no file .assignment that names one")
    if folder.resolve().is_relative_to(submission.resolve()):
        raise UsageError(
            f"{named or folder}: lies inside of what is graded ({submission}), its reference with "
            "it; check the two out beside one another"
        )
    return folder
