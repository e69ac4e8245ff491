"""What becomes of a result in a job: files, outputs, and what is printed.

On a runner of GitHub's, what is printed can be a command to it: see
:mod:`harness.export.workflow`.  Nothing goes to standard error there, which the runner reads beside
standard output, in no certain order.
"""

import argparse
import json
import secrets
from collections.abc import Iterator
from pathlib import Path

from harness.cli import common
from harness.cli.attempt import Graded
from harness.cli.job import Job, in_repository
from harness.export import classroom50, codequality, junit, reporter, workflow
from harness.export.annotations import Annotation, places
from harness.export.summary import LIMIT, summary
from harness.export.tally import number, tally
from harness.reports.folder import write_submission
from harness.reports.jsonresult import plain
from harness.reports.readable import scalar, visible
from harness.reports.terminal import summary as told

_ENDS = {
    common.FULL_MARKS: "all that was asked for is there",
    common.POINTS_LOST: "points were lost",
    common.NOT_JUDGED: "something could not be judged, which is not the same as wrong",
    common.HARNESS_FAILED: "the grader failed, not the program; this is no grade",
    common.WRONG_USAGE: "the grader could not begin; this is no grade",
}


def deliver(arguments: argparse.Namespace, about: Job, graded: Graded) -> None:
    """Write and print all that was asked for, and what the platform takes."""
    result = graded.result
    if arguments.out:
        with common.writing(arguments.out):
            result = write_submission(result, Path(arguments.out))
    found = in_repository(places(result), Path(arguments.submission), about)
    if arguments.json:
        # where it is printed, a word in it could be what was a command to a runner once
        data = json.dumps(plain(result), indent=2, ensure_ascii=False)
        text = scalar(data).replace("##[", "##\\u005b")
        common.write_text(arguments.json, text + "\n")
    if arguments.junit:
        where = {place.item: place for place in reversed(found) if place.item}
        common.write_text(arguments.junit, junit.document([result], result.assignment, where))
    if arguments.codequality:
        common.write_text(arguments.codequality, codequality.codequality(found))
    if graded.stamp is not None:
        document = classroom50.classroom50(result, graded.stamp)
        if document is not None:
            common.write_json(arguments.classroom50, document)
    if arguments.summary:
        _text(about, arguments.summary, summary(result, LIMIT))
    about.append("GITHUB_STEP_SUMMARY", summary(result, about.room))
    about.append("GITHUB_OUTPUT", _outputs(graded, found))
    if "-" in (arguments.json, arguments.summary):
        return
    _text(about, "-", _log(graded))
    if about.actions:
        for line in _commands(graded, found, notices=arguments.notices):
            print(line)


def _outputs(graded: Graded, found: tuple[Annotation, ...]) -> str:
    """The step's outputs; a failure of ours has no score."""
    lines = [f"code={graded.code}"]
    lines.append(f"result={reporter.encoded(reporter.document(graded.result, found))}")
    if not graded.result.fault:
        counted = tally(graded.result)
        lines.append(f"score={number(counted.points + counted.extra)}")
        lines.append(f"max-score={number(counted.max)}")
    return "\n".join([*lines, ""])


def _log(graded: Graded) -> str:
    """What is printed for a person."""
    closing = f"\nexit code {graded.code}: {_ENDS[graded.code]}\n"
    if fault := graded.result.fault:
        said = visible("\n\n".join(filter(None, (fault, graded.trace))).rstrip(), "\n\t")
        return f"The grader failed. This is not your fault, and no grade.\n{said}\n{closing}"
    return told(graded.result, width=100, colour=common.colour()) + closing


def _text(about: Job, where: str, text: str) -> None:
    """Write ``text``; on a runner's standard output in a way that none of it is a command."""
    if where == "-" and about.actions:
        text = workflow.guarded(text, secrets.token_hex(16))
    common.write_text(where, text)


def _commands(graded: Graded, found: tuple[Annotation, ...], *, notices: bool) -> Iterator[str]:
    fault = graded.result.fault
    if fault:
        words = visible(fault.strip().splitlines()[0])
        yield workflow.command("error", words, title="Not graded: the grader failed")
        return
    yield from workflow.annotations(found)
    if notices:
        yield from reporter.notices(graded.result)
